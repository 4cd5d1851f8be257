// Tests of bounded XML, ONVIF's envelopes and tokens, and UPnP's descriptions and actions.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/onvif/soap.h"

#include <gtest/gtest.h>

#include "protocols/upnp/description.h"

namespace hoshi::protocols {
namespace {

constexpr std::string_view fault =
    "<e:Envelope xmlns:e='x'><e:Body><e:Fault><e:Code><e:Value>e:Sender</e:Value><e:Subcode>"
    "<e:Value>ter:NotAuthorized</e:Value></e:Subcode></e:Code><e:Reason><e:Text>no</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>";

TEST(Xml, IsATreeWithoutPrefixes) {
  const auto root = xml::parse("<a:r><b:c> x &amp; y </b:c><d><c>z</c></d></a:r>");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->name, "r");
  EXPECT_EQ(root->child_text("c"), "x & y");
  EXPECT_EQ(root->all("c").size(), 2u);
  EXPECT_EQ(root->find("d")->child_text("c"), "z");
  EXPECT_EQ(root->child("none"), nullptr);
}

TEST(Xml, WithEntitiesOfItsOwnIsRefused) {
  EXPECT_FALSE(xml::parse("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"));
  EXPECT_FALSE(xml::parse("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"));
}

TEST(Xml, HasBounds) {
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "<a>";
  EXPECT_FALSE(xml::parse(deep.substr(0, xml::size_limit_bytes)));
  std::string closed;
  for (int i = 0; i < 40; ++i) closed += "<a>";
  for (int i = 0; i < 40; ++i) closed += "</a>";
  EXPECT_FALSE(xml::parse(closed));
  std::string wide = "<a>";
  for (int i = 0; i < 5000; ++i) wide += "<b/>";
  EXPECT_FALSE(xml::parse(wide + "</a>"));
  EXPECT_FALSE(xml::parse("<a>" + std::string(xml::size_limit_bytes, 'x') + "</a>"));
  EXPECT_EQ(xml::parse("<a>" + std::string(9000, 'x') + "</a>")->text.size(), xml::text_limit_bytes);
}

TEST(Soap, IsRefusedAtEveryTruncation) {
  for (std::size_t cut = 0; cut < fault.size(); ++cut) EXPECT_FALSE(onvif::read_answer(fault.substr(0, cut))) << cut;
}

TEST(OnvifFault, NamesItsInnermostCode) {
  const auto answer = onvif::read_answer(fault);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->is_fault());
  EXPECT_EQ(answer->fault_code, "NotAuthorized");
  EXPECT_TRUE(answer->is_refusal());
}

// Computed with Python's hashlib and base64 apart from this code.
TEST(OnvifToken, HoldsTheDigest) {
  const onvif::UsernameToken token{"admin", "secret", Bytes{1, 2, 3, 4}, "2026-01-02T03:04:05Z"};
  EXPECT_EQ(onvif::password_digest(token).value(), "M7ZSMR+la0XLLGbsdoMMMfI9kzU=");
  const auto envelope = onvif::write_envelope(onvif::Service::device, "GetUsers", "", &token);
  ASSERT_TRUE(envelope);
  EXPECT_EQ(envelope->find("secret"), std::string::npos);
  EXPECT_TRUE(xml::parse(*envelope));
  EXPECT_FALSE(onvif::write_envelope(onvif::Service::device, "Get><x", "", nullptr));
}

TEST(OnvifToken, EscapesTheName) {
  const onvif::UsernameToken token{"<a&\"b>", "x", Bytes{1}, ""};
  const auto envelope = onvif::write_envelope(onvif::Service::device, "GetUsers", "", &token);
  const auto root = xml::parse(envelope.value());
  ASSERT_TRUE(root);
  EXPECT_EQ(root->find("Username")->text, "<a&\"b>");
}

TEST(OnvifAnswers, HoldTimeIdentityAndPlaces) {
  const auto wrapped = [](std::string_view body) {
    return onvif::read_answer("<s:Envelope><s:Body>" + std::string(body) + "</s:Body></s:Envelope>").value();
  };
  const auto time = wrapped("<GetSystemDateAndTimeResponse><UTCDateTime><Time><Hour>3</Hour><Minute>4</Minute><Second>5</Second>"
                            "</Time><Date><Year>2026</Year><Month>1</Month><Day>2</Day></Date></UTCDateTime></GetSystemDateAndTimeResponse>");
  EXPECT_EQ(onvif::device_time(time).value_or(""), "2026-01-02T03:04:05Z");
  EXPECT_FALSE(onvif::device_time(wrapped("<GetSystemDateAndTimeResponse/>")));
  const auto info = onvif::device_information(wrapped("<R><Model>HC-100</Model><FirmwareVersion>1.2</FirmwareVersion></R>"));
  EXPECT_EQ(info.model, "HC-100");
  EXPECT_EQ(info.firmware, "1.2");
  const auto media = onvif::media_service(wrapped("<R><Media><XAddr>http://192.0.2.1:8080/onvif/m</XAddr></Media></R>"));
  ASSERT_TRUE(media);
  EXPECT_EQ(media->port, 8080);
  EXPECT_EQ(media->path, "/onvif/m");
  EXPECT_FALSE(onvif::media_service(wrapped("<R><Media><XAddr>file:///x</XAddr></Media></R>")));
}

constexpr std::string_view description =
    "<root xmlns='urn:schemas-upnp-org:device-1-0'><device><deviceType>urn:x:device:InternetGatewayDevice:1</deviceType>"
    "<modelName>HC</modelName><modelNumber>100</modelNumber><deviceList><device><serviceList><service>"
    "<serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType><controlURL>/ctl/IPConn</controlURL></service>"
    "<service><serviceType>bad type</serviceType><controlURL>/x</controlURL></service></serviceList></device></deviceList></device></root>";

TEST(UpnpDescription, HasModelAndServicesOfAllDevices) {
  const auto read = upnp::parse_description(description);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->model_name, "HC");
  ASSERT_EQ(read->services.size(), 1u);
  EXPECT_EQ(read->services[0].name(), "WANIPConnection");
  EXPECT_EQ(read->services[0].control_url, "/ctl/IPConn");
  EXPECT_FALSE(upnp::parse_description("<html><device/></html>"));
  for (std::size_t cut = 0; cut < description.size(); ++cut) EXPECT_FALSE(upnp::parse_description(description.substr(0, cut)));
}

TEST(UpnpAction, IsOneElementWithItsArguments) {
  const auto action = upnp::write_action("urn:a:service:B:1", "Do", {{"Name", "<1>"}});
  ASSERT_TRUE(action);
  const auto root = xml::parse(*action);
  ASSERT_TRUE(root);
  EXPECT_EQ(root->find("Name")->text, "<1>");
  EXPECT_FALSE(upnp::write_action("urn:a", "Do it", {}));
  EXPECT_FALSE(upnp::write_action("urn:a", "Do", {{"a b", ""}}));
}

TEST(UpnpFault, HasANumber) {
  const auto answer = upnp::read_action_answer("<s:Envelope><s:Body><s:Fault><detail><UPnPError><errorCode>606</errorCode>"
                                               "</UPnPError></detail></s:Fault></s:Body></s:Envelope>");
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->is_fault);
  EXPECT_EQ(answer->error_code, 606);
  EXPECT_FALSE(upnp::read_action_answer("<a/>"));
}

}  // namespace
}  // namespace hoshi::protocols
