// Tests of SSDP: what a search says, which answers count, and every cut.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "protocols/ssdp/ssdp.h"

namespace hoshi::protocols::ssdp {
namespace {

constexpr std::string_view good =
    "HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1810\r\nST: upnp:rootdevice\r\nUSN: uuid:1-2::upnp:rootdevice\r\n"
    "EXT:\r\nSERVER: Debian DLNADOC/1.50 UPnP/1.0 MiniDLNA/1.3.0\r\nLOCATION: http://10.0.0.1:8200/rootDesc.xml\r\n"
    "Content-Length: 0\r\n\r\n";

Bytes answer_with(std::string_view from, std::string_view to) {
  std::string text(good);
  text.replace(text.find(from), from.size(), to);
  return to_bytes(text);
}

}  // namespace

TEST(SsdpSearch, HasTheHeadersOfAnMSearch) {
  EXPECT_EQ(to_text(encode_search(everything, 1)),
            "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\n"
            "ST: ssdp:all\r\n\r\n");
  EXPECT_NE(to_text(encode_search(everything, 90)).find("MX: 5\r\n"), std::string::npos);
}

TEST(SsdpAnswer, IsReadWithItsHeaders) {
  const auto answer = parse_answer(to_bytes(good));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->search_target, root_devices);
  EXPECT_EQ(answer->name, "uuid:1-2::upnp:rootdevice");
  EXPECT_EQ(answer->location, "http://10.0.0.1:8200/rootDesc.xml");
  EXPECT_TRUE(answers_search(*answer, root_devices));
  EXPECT_TRUE(answers_search(*answer, everything));
  EXPECT_FALSE(answers_search(*answer, "urn:schemas-upnp-org:device:InternetGatewayDevice:1"));
}

TEST(SsdpAnswer, IsNothingWhenItsHeadIsCut) {
  for (std::size_t length = 0; length < good.size(); ++length)
    EXPECT_FALSE(parse_answer(to_bytes(good.substr(0, length)))) << length;
}

TEST(SsdpAnswer, IsNothingWithoutStatusStOrUsn) {
  EXPECT_FALSE(parse_answer(answer_with("200 OK", "404 Not Found")));
  EXPECT_FALSE(parse_answer(answer_with("ST: upnp:rootdevice\r\n", "")));
  EXPECT_FALSE(parse_answer(answer_with("USN: uuid:1-2::upnp:rootdevice\r\n", "")));
  EXPECT_FALSE(parse_answer(encode_search(everything, 1)));
}

TEST(SsdpServer, NamesTheProductBehindUpnp) {
  EXPECT_EQ(software_of("Debian DLNADOC/1.50 UPnP/1.0 MiniDLNA/1.3.0").product, "MiniDLNA");
  EXPECT_EQ(software_of("Debian DLNADOC/1.50 UPnP/1.0 MiniDLNA/1.3.0").version, "1.3.0");
  const auto portable = software_of("Linux/3.14, UPnP/1.0, Portable SDK for UPnP devices/1.6.19");
  EXPECT_EQ(portable.product, "Portable SDK for UPnP devices");
  EXPECT_EQ(portable.version, "1.6.19");
  EXPECT_EQ(software_of("OS UPnP/1.1 Lamp").product, "Lamp");
  EXPECT_EQ(software_of("OS UPnP/1.1").product, "");
  EXPECT_EQ(software_of("lighttpd/1.4").product, "");
}

}  // namespace hoshi::protocols::ssdp
