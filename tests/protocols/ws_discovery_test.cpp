// Tests of WS-Discovery: probes, matches of a camera, namespaces, document types, and every cut.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "protocols/ws_discovery/ws_discovery.h"

namespace hoshi::protocols::ws_discovery {
namespace {

constexpr std::string_view camera =
    R"(<?xml version="1.0"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" )"
    R"(xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing"><e:Header><w:RelatesTo>urn:uuid:1</w:RelatesTo>)"
    R"(</e:Header><e:Body><ProbeMatches xmlns="http://schemas.xmlsoap.org/ws/2005/04/discovery"><ProbeMatch>)"
    R"(<w:EndpointReference><w:Address>urn:uuid:cam</w:Address></w:EndpointReference>)"
    R"(<Types>dn:NetworkVideoTransmitter tds:Device</Types>)"
    "<Scopes>\n onvif://www.onvif.org/name/Hoshi%20Cam onvif://www.onvif.org/hardware/HC-100\n</Scopes>"
    R"(<XAddrs>http://10.0.0.1/onvif/device_service</XAddrs></ProbeMatch></ProbeMatches></e:Body></e:Envelope>)";

std::string changed(std::string_view from, std::string_view to) {
  std::string text(camera);
  text.replace(text.find(from), from.size(), to);
  return text;
}

}  // namespace

TEST(WsDiscoveryProbe, HasANameMadeOfRandomBytes) {
  const Bytes random(16, 0xFF);
  EXPECT_EQ(message_name(random), "urn:uuid:ffffffff-ffff-4fff-bfff-ffffffffffff");
  const std::string probe = to_text(encode_probe("urn:uuid:7", Wanted::onvif_cameras));
  EXPECT_NE(probe.find("<a:MessageID>urn:uuid:7</a:MessageID>"), std::string::npos);
  EXPECT_NE(probe.find("n:NetworkVideoTransmitter"), std::string::npos);
  EXPECT_EQ(to_text(encode_probe("urn:uuid:7", Wanted::everything)).find("Types"), std::string::npos);
}

TEST(WsDiscoveryMatches, TellTypesScopesAndAddresses) {
  const auto matches = parse_matches(to_bytes(camera));
  ASSERT_TRUE(matches) << matches.error().message;
  EXPECT_EQ(matches->relates_to, "urn:uuid:1");
  ASSERT_EQ(matches->matches.size(), 1u);
  const Match& match = matches->matches[0];
  EXPECT_EQ(match.endpoint, "urn:uuid:cam");
  EXPECT_EQ(match.types, (std::vector<std::string>{"NetworkVideoTransmitter", "Device"}));
  EXPECT_EQ(onvif_scope(match, "name"), "Hoshi Cam");
  EXPECT_EQ(onvif_scope(match, "hardware"), "HC-100");
  EXPECT_EQ(onvif_scope(match, "location"), "");
  EXPECT_EQ(match.addresses, (std::vector<std::string>{"http://10.0.0.1/onvif/device_service"}));
}

TEST(WsDiscoveryMatches, AreNothingWhenCutAnywhere) {
  for (std::size_t length = 0; length < camera.size(); ++length)
    EXPECT_FALSE(parse_matches(to_bytes(camera.substr(0, length)))) << length;
}

TEST(WsDiscoveryMatches, AreNothingInOtherNamespaces) {
  EXPECT_FALSE(parse_matches(to_bytes(changed("2005/04/discovery", "2005/04/other"))));
  EXPECT_FALSE(parse_matches(to_bytes(changed("soap-envelope", "soap"))));
  EXPECT_FALSE(parse_matches(encode_probe("urn:uuid:1", Wanted::everything)));
}

TEST(WsDiscoveryMatches, HaveNoDocumentType) {
  EXPECT_FALSE(parse_matches(to_bytes(changed("?>", "?><!DOCTYPE x [<!ENTITY a \"b\">]>"))));
}

TEST(WsDiscoveryMatches, AreBounded) {
  std::string words = "<Types>";
  for (int i = 0; i < 500; ++i) words += " dn:T" + std::to_string(i);
  const auto matches = parse_matches(to_bytes(changed("<Types>", words)));
  ASSERT_TRUE(matches);
  EXPECT_EQ(matches->matches.at(0).types.size(), word_limit);
  EXPECT_FALSE(parse_matches(Bytes(message_limit_bytes + 1, '<')));
}

TEST(WsDiscoveryMatches, SurviveDeepNesting) {
  std::string deep;
  for (int i = 0; i < 10'000; ++i) deep += "<a>";
  EXPECT_FALSE(parse_matches(to_bytes(deep)));
}

}  // namespace hoshi::protocols::ws_discovery
