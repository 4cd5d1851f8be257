// Tests of discovery: what counts as an answer to the group, what is announced, and what is kept out of facts.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/discovery/announcement.h"
#include "probes/fake_bench.h"
#include "protocols/coap/message.h"
#include "protocols/dns/message.h"

namespace hoshi::probes {

extern const Probe probe_discovery;

namespace testing {
namespace {

using Replies = std::vector<DatagramReply>;
namespace dns = protocols::dns;

const Task task{"discovery", "main", "", ""};

void listen_to_group(FakeBench& bench, std::uint16_t port, DatagramHandler handler) {
  auto& service = bench.world.udp[{"main", port}];
  service.handler = std::move(handler);
  service.hears_port = false;
  service.hears_group = true;
}

std::string ssdp_answer(std::string_view location) {
  return "HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:1::upnp:rootdevice\r\nSERVER: Linux UPnP/1.0 Lamp/1.2\r\n"
         "LOCATION: " + std::string(location) + "\r\n\r\n";
}

std::string between(std::string_view text, std::string_view begin, std::string_view end) {
  const auto at = text.find(begin) + begin.size();
  return std::string(text.substr(at, text.find(end, at) - at));
}

std::string camera_answer(std::string_view probe, std::string_view relates_to) {
  if (probe.find("<d:Probe>") == std::string_view::npos) return {};
  return "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope' xmlns:w='http://schemas.xmlsoap.org/ws/2004/08/"
         "addressing' xmlns:d='http://schemas.xmlsoap.org/ws/2005/04/discovery'><e:Header><w:RelatesTo>" +
         std::string(relates_to) + "</w:RelatesTo></e:Header><e:Body><d:ProbeMatches><d:ProbeMatch>"
         "<d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/name/Porch "
         "onvif://www.onvif.org/hardware/HC-100</d:Scopes><d:XAddrs>http://10.0.0.9:8080/onvif/device_service</d:XAddrs>"
         "</d:ProbeMatch></d:ProbeMatches></e:Body></e:Envelope>";
}

void put_name(ByteWriter& writer, std::string_view name) {
  const auto parsed = dns::name_from(name);
  ASSERT_TRUE(parsed);
  for (const auto& label : parsed->labels) writer.vector8(to_bytes(label));
  writer.u8(0);
}

// One record behind the repeated question.
std::string name_answer(std::string_view question, std::uint16_t type, const Bytes& data) {
  ByteWriter writer;
  writer.append(question.substr(0, 2));
  writer.append(*from_hex("8400" "0001" "0001" "0000" "0000"));
  writer.append(question.substr(12));
  put_name(writer, dns::parse(to_bytes(question))->questions.at(0).name.text());
  writer.u16(type);
  writer.u16(1);
  writer.u32(10);
  writer.vector16(data);
  return to_text(writer.bytes());
}

Bytes name_data(std::string_view name) {
  ByteWriter writer;
  put_name(writer, name);
  return std::move(writer).bytes();
}

// A responder that gives each record only when it is asked for.
Replies lamp(const HeardDatagram& heard) {
  const auto message = dns::parse(to_bytes(heard.bytes));
  EXPECT_TRUE(message.has_value());
  const auto& question = message->questions.at(0);
  const std::string name = question.name.text();
  if (name == "_services._dns-sd._udp.local") return {{name_answer(heard.bytes, 12, name_data("_hap._tcp.local"))}};
  if (name == "_hap._tcp.local") return {{name_answer(heard.bytes, 12, name_data("Kitchen._hap._tcp.local"))}};
  if (name != "Kitchen._hap._tcp.local") return {};
  if (question.type == 16) return {{name_answer(heard.bytes, 16, to_bytes("\x06md=L-1\x06" "fv=2.0"))}};
  Bytes server = *from_hex("0000" "0000" "1f90");
  const Bytes host = name_data("lamp.local");
  server.insert(server.end(), host.begin(), host.end());
  return {{name_answer(heard.bytes, 33, server)}};
}

const Observation* announced(const FakeBench& bench, std::string_view protocol) {
  for (const auto& seen : bench.observed) {
    if (seen.fact == "discovery.announced" && seen.subject.reference == protocol) return &seen;
  }
  return nullptr;
}

bool has_open(const FakeBench& bench, std::string_view endpoint) {
  return std::any_of(bench.observed.begin(), bench.observed.end(), [&](const Observation& seen) {
    return seen.fact == "port.open" && seen.subject.endpoint == endpoint;
  });
}

}  // namespace

TEST(Discovery, IsPlannedOnceForEachTarget) {
  FakeBench bench;
  EXPECT_EQ(bench.plan(probe_discovery, {"main", "hub"}).size(), 2u);
}

TEST(Discovery, SaysNothingOfADeviceThatIsSilent) {
  FakeBench bench;
  ASSERT_TRUE(bench.run(probe_discovery, task));
  EXPECT_TRUE(bench.observed.empty());
  EXPECT_LT(bench.world.now, std::chrono::seconds(5));
}

TEST(Discovery, KeepsWhereTheDeviceSaysItsDescriptionIs) {
  FakeBench bench;
  listen_to_group(bench, 1900, [](const HeardDatagram&) {
    return Replies{{ssdp_answer("http://10.0.0.9:49152/rootDesc.xml")}};
  });
  ASSERT_TRUE(bench.run(probe_discovery, task));
  EXPECT_TRUE(has_open(bench, "udp/1900"));
  const auto* seen = announced(bench, "ssdp");
  ASSERT_NE(seen, nullptr);
  EXPECT_EQ(to_json(seen->value["locations"]), R"(["tcp/49152 /rootDesc.xml"])");
  EXPECT_EQ(to_json(seen->value["services"]), R"(["upnp:rootdevice"])");
  EXPECT_FALSE(seen->value["location_elsewhere"].as_bool(true));
  EXPECT_EQ(bench.values("service.identified").at(0)["product"].as_text(), "Lamp");
  EXPECT_TRUE(bench.values("identity.shown").empty());  // software is no model
}

TEST(Discovery, FollowsNoLocationElsewhere) {
  FakeBench bench;
  listen_to_group(bench, 1900, [](const HeardDatagram&) {
    return Replies{{ssdp_answer("http://127.0.0.1:80/x")}, {ssdp_answer("http://evil.example/y")}};
  });
  ASSERT_TRUE(bench.run(probe_discovery, task));
  ASSERT_NE(announced(bench, "ssdp"), nullptr);
  EXPECT_TRUE(announced(bench, "ssdp")->value["location_elsewhere"].as_bool());
  EXPECT_TRUE(announced(bench, "ssdp")->value["locations"].as_list().empty());
  for (const auto& [place, service] : bench.world.services) EXPECT_EQ(service.connections, 0) << place.second;
}

TEST(Discovery, FindsInstancesAndDetailsOfMdnsServices) {
  FakeBench bench;
  listen_to_group(bench, 5353, lamp);
  ASSERT_TRUE(bench.run(probe_discovery, task));
  const auto* seen = announced(bench, "mdns");
  ASSERT_NE(seen, nullptr);
  EXPECT_EQ(to_json(seen->value["names"]), R"(["Kitchen","lamp.local"])");
  EXPECT_EQ(to_json(seen->value["services"]), R"(["_hap._tcp.local"])");
  EXPECT_EQ(seen->value["model"].as_text(), "L-1");
  EXPECT_EQ(bench.values("identity.shown").at(0)["model"].as_text(), "L-1");
  EXPECT_EQ(bench.values("identity.shown").at(0)["version"].as_text(), "2.0");
}

TEST(Discovery, HidesWhatIsSecret) {
  FakeBench bench;
  bench.world.secrets = {"Kitchen"};
  listen_to_group(bench, 5353, lamp);
  ASSERT_TRUE(bench.run(probe_discovery, task));
  EXPECT_EQ(to_json(announced(bench, "mdns")->value["names"]), R"(["*******","lamp.local"])");
}

TEST(Discovery, AsksLlmnrForTheNamesItLearned) {
  FakeBench bench;
  listen_to_group(bench, 5353, lamp);
  listen_to_group(bench, 5355, [](const HeardDatagram& heard) {
    return Replies{{name_answer(heard.bytes, 1, *from_hex("0a000009"))}};
  });
  ASSERT_TRUE(bench.run(probe_discovery, task));
  EXPECT_TRUE(has_open(bench, "udp/5355"));
  EXPECT_EQ(to_json(announced(bench, "llmnr")->value["names"]), R"(["lamp"])");
}

TEST(Discovery, AsksLlmnrForTheDeclaredModel) {
  FakeBench bench;
  bench.described.model = "HC-100";
  listen_to_group(bench, 5355, [](const HeardDatagram& heard) {
    EXPECT_EQ(dns::parse(to_bytes(heard.bytes))->questions.at(0).name.text(), "hc-100");
    return Replies{{name_answer(heard.bytes, 1, *from_hex("0a000009"))}};
  });
  ASSERT_TRUE(bench.run(probe_discovery, task));
  EXPECT_EQ(bench.values("identity.shown").size(), 0u);  // the name it was asked for, in other case, shows nothing
  EXPECT_TRUE(has_open(bench, "udp/5355"));
}

TEST(Discovery, ReadsModelAndServicesOfAnOnvifCamera) {
  FakeBench bench;
  listen_to_group(bench, 3702, [](const HeardDatagram& heard) {
    return Replies{{camera_answer(heard.bytes, between(heard.bytes, "<a:MessageID>", "<"))}};
  });
  ASSERT_TRUE(bench.run(probe_discovery, task));
  const auto* seen = announced(bench, "ws_discovery");
  ASSERT_NE(seen, nullptr);
  EXPECT_EQ(seen->value["model"].as_text(), "HC-100");
  EXPECT_EQ(to_json(seen->value["names"]), R"(["Porch"])");
  EXPECT_EQ(to_json(seen->value["locations"]), R"(["tcp/8080 /onvif/device_service"])");
}

TEST(Discovery, ListsTheResourcesOfCoap) {
  FakeBench bench;
  listen_to_group(bench, 5683, [](const HeardDatagram& heard) {
    auto request = protocols::coap::read_message(to_bytes(heard.bytes));
    EXPECT_EQ(request->type, protocols::coap::Type::non_confirmable);
    protocols::coap::Message answer;
    answer.type = protocols::coap::Type::non_confirmable;
    answer.code = protocols::coap::code::content;
    answer.token = request->token;
    answer.payload = to_bytes("</light>;rt=\"oic.r.light\"");
    return Replies{{to_text(protocols::coap::write_message(answer))}};
  });
  ASSERT_TRUE(bench.run(probe_discovery, task));
  EXPECT_EQ(to_json(announced(bench, "coap")->value["services"]), R"(["/light","oic.r.light"])");
}

TEST(Discovery, BelievesNothingThatDoesNotBelongToItsQuestions) {
  FakeBench bench;
  for (const std::uint16_t port : {1900, 5353, 5355, 3702, 5683})
    listen_to_group(bench, port, [](const HeardDatagram& heard) { return Replies{{heard.bytes}, {"garbage"}, {""}}; });
  ASSERT_TRUE(bench.run(probe_discovery, task));
  EXPECT_TRUE(bench.observed.empty());

  FakeBench other;
  listen_to_group(other, 3702, [](const HeardDatagram& heard) {
    return Replies{{camera_answer(heard.bytes, "urn:uuid:of-somebody-else")}};
  });
  listen_to_group(other, 5353, [](HeardDatagram heard) {
    heard.bytes[0] = static_cast<char>(heard.bytes[0] ^ 1);
    return lamp(heard);
  });
  ASSERT_TRUE(other.run(probe_discovery, task));
  EXPECT_TRUE(other.observed.empty());
}

TEST(Announcement, HoldsNoAddressesAndNoControlCharacters) {
  EXPECT_EQ(printable_text("cam 10.0.0.9 [52:54:00:12:34:56] fe80::1\n"), "cam [address] [[address]] [address]");
  EXPECT_EQ(printable_text("Lamp/1.2.3.4 v1.2.3.4"), "Lamp/1.2.3.4 v1.2.3.4");
  EXPECT_EQ(printable_text("urn:schemas-upnp-org:device:Basic:1"), "urn:schemas-upnp-org:device:Basic:1");
  EXPECT_EQ(printable_text("a\x01"), "a\\x01");
}

TEST(Announcement, TellsPlacesThatCannotBeOnTheLink) {
  for (const auto* url : {"http://127.0.0.1/", "http://[::1]/", "http://239.255.255.250/", "https://example.com/"}) {
    Announcement announcement;
    add_location(url, announcement);
    EXPECT_TRUE(announcement.location_elsewhere && announcement.locations.empty()) << url;
  }
  for (const auto* url : {"http://172.16.0.1/", "http://[fe80::1]/", "http://lamp.local/", "http://192.0.2.10:80/"}) {
    Announcement announcement;
    add_location(url, announcement);
    EXPECT_EQ(announcement.locations, std::vector<std::string>{"tcp/80 /"}) << url;
    EXPECT_FALSE(announcement.location_elsewhere) << url;
  }
  Announcement none;
  add_location("file:///etc/passwd", none);
  EXPECT_TRUE(none.locations.empty());
}

TEST(Announcement, IsBounded) {
  Announcement announcement;
  for (int i = 0; i < 500; ++i) announcement.names.push_back(std::to_string(i) + std::string(300, 'x'));
  const Value value = value_of(announcement);
  EXPECT_LE(value["names"].as_list().size(), 48u);
  for (const auto& name : value["names"].as_list()) EXPECT_LE(name.as_text().size(), 103u);
}

TEST(Announcement, TakesNoIconForAModel) {
  dns::Message message;
  message.is_response = true;
  dns::Record record;
  record.name = *dns::name_from("Box._device-info._tcp.local");
  record.type = 16;
  record.texts = {"model=RackMac"};
  message.answers = {record};
  dns::Services services;
  EXPECT_TRUE(services.add(message));
  EXPECT_EQ(announcement_of(services).model, "");
}

}  // namespace testing
}  // namespace hoshi::probes
