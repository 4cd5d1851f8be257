// Tests of coap_access and of the login by pre-shared key against a scripted CoAP server.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "probes/fake_bench.h"
#include "probes/login.h"
#include "protocols/coap/message.h"

namespace hoshi::probes {

extern const Probe probe_coap_access;

namespace {

using namespace testing;
namespace coap = protocols::coap;

const Task plain_task{"coap_access", "main", "udp/5683", ""};
const Task secured_task{"coap_access", "main", "udp/5684", ""};

struct FakeCoapServer {
  std::map<std::string, std::string> resources{
      {"/.well-known/core", "</time>;ct=0,</settings>,<coap://elsewhere/x>,</gone>"},
      {"/time", "Jan 01"},
      {"/settings", "name=kitchen"}};
  std::map<std::string, std::uint8_t> codes;  // answered instead
  std::size_t block_bytes = 0;                // 0: whole answers
  bool separate = false;                      // an empty acknowledgement first
  bool writable = false;
  int acknowledged = 0;

  std::vector<std::string> answer(std::string_view bytes) {
    auto message = coap::read_message(to_bytes(bytes));
    if (!message) return {};
    if (message->code == coap::code::empty) {
      ++acknowledged;
      return {};
    }
    coap::Message reply;
    reply.type = separate ? coap::Type::confirmable : coap::Type::acknowledgement;
    reply.id = separate ? 999 : message->id;
    reply.token = message->token;
    fill(*message, reply);
    if (!separate) return {to_text(coap::write_message(reply))};
    coap::Message receipt;
    receipt.type = coap::Type::acknowledgement;
    receipt.id = message->id;
    return {to_text(coap::write_message(receipt)), to_text(coap::write_message(reply))};
  }

 private:
  void fill(const coap::Message& message, coap::Message& reply) {
    std::string path;
    for (const auto& option : message.options) {
      if (option.number == coap::option::uri_path) path += "/" + to_text(option.value);
    }
    const auto found = resources.find(path);
    reply.code = codes.contains(path) ? codes[path] : found == resources.end() ? coap::code::not_found : 0;
    if (reply.code != 0) return;
    reply.code = coap::code::content;
    if (message.code == coap::code::put) {
      reply.code = writable ? coap::code::changed : coap::code::forbidden;
      const auto* block = message.find(coap::option::block1);
      const bool goes_on = block != nullptr && coap::read_block(block->value)->number > 0;
      if (writable) found->second = (goes_on ? found->second : "") + to_text(message.payload);
      return;
    }
    reply.options.push_back({coap::option::content_format, {}});
    const auto* wanted = message.find(coap::option::block2);
    const std::uint32_t number = wanted != nullptr ? coap::read_block(wanted->value)->number : 0;
    const std::string& content = found->second;
    if (block_bytes == 0) {
      reply.payload = to_bytes(content);
      return;
    }
    const bool more = (number + 1) * block_bytes < content.size();
    reply.options.push_back({coap::option::block2, coap::write_block({number, more, 0})});
    reply.payload = to_bytes(std::string_view(content).substr(number * block_bytes, block_bytes));
  }
};

void serve(FakeBench& bench, std::shared_ptr<FakeCoapServer> server) {
  bench.world.udp[{"main", 5683}].handler = [server](const HeardDatagram& heard) {
    std::vector<DatagramReply> replies;
    for (auto& bytes : server->answer(heard.bytes)) replies.push_back({bytes});
    return replies;
  };
}

// Only who knows the key gets in; `open` lets everybody in.
void serve_secured(FakeBench& bench, std::shared_ptr<FakeCoapServer> server, bool open) {
  bench.world.dtls[{"main", 5684}] = [server, open, &bench](const Heard& heard) -> Reply {
    const auto& asked = bench.world.dtls_asked.back();
    if (!open && (asked.psk_identity != "sensor" || asked.psk != "correct horse")) return {"", true};
    if (heard.now.empty()) return {};
    const auto answers = server->answer(heard.now);
    return {answers.empty() ? "" : answers.back()};
  };
}

Product device(std::string_view operation = "read") {
  Product product;
  Route plain;
  plain.id = "plain";
  plain.transport = "udp";
  plain.port = 5683;
  plain.protocol = "coap";
  plain.authentication = "auth";
  Route secured = plain;
  secured.id = "secured";
  secured.port = 5684;
  secured.protocol = "coaps";
  product.routes = {plain, secured};
  Asset asset;
  asset.id = "settings";
  product.assets = {asset};
  product.requests = {{"a", "plain", "settings", std::string(operation), "/settings"},
                      {"b", "secured", "settings", std::string(operation), "/settings"}};
  return product;
}

LoginSurface psk_surface() {
  LoginSurface surface;
  surface.id = "observed-coap_psk";
  surface.endpoint = "udp/5684";
  surface.port = 5684;
  surface.kind = "coap_psk";
  surface.tls = true;
  return surface;
}

TEST(CoapAccess, ReadsWhatTheServerListsAndWhatIsDeclared) {
  FakeBench bench;
  bench.described = device();
  serve(bench, std::make_shared<FakeCoapServer>());
  ASSERT_TRUE(bench.run(probe_coap_access, plain_task));
  const auto given = bench.values("access.unauthenticated");
  ASSERT_EQ(given.size(), 2u);
  EXPECT_EQ(given[0]["what"].as_text(), "/time");
  EXPECT_EQ(given[0]["protected"].as_text(), "unknown");
  EXPECT_EQ(given[1]["what"].as_text(), "/settings");
  EXPECT_EQ(given[1]["protected"].as_text(), "yes");
  EXPECT_EQ(given[1]["bytes"].as_integer(), 12);
  EXPECT_EQ(bench.values("asset.seen_in_clear").size(), 1u);
  EXPECT_FALSE(bench.wrote("elsewhere"));
}

TEST(CoapAccess, PutsBlocksTogetherAndAcknowledgesSeparateAnswers) {
  FakeBench bench;
  auto server = std::make_shared<FakeCoapServer>();
  server->block_bytes = 16;
  server->separate = true;
  serve(bench, server);
  ASSERT_TRUE(bench.run(probe_coap_access, plain_task));
  const auto given = bench.values("access.unauthenticated");
  ASSERT_EQ(given.size(), 2u);
  EXPECT_EQ(given[1]["what"].as_text(), "/settings");
  EXPECT_GE(server->acknowledged, 6);
}

TEST(CoapAccess, ARefusalHasAControlWhereTheTestKeyReads) {
  for (const bool has_key : {false, true}) {
    FakeBench bench;
    bench.described = device();
    if (has_key) bench.accounts = {{"auth", "sensor", "correct horse", false}};
    auto server = std::make_shared<FakeCoapServer>();
    server->codes["/settings"] = coap::code::unauthorized;
    serve(bench, server);
    serve_secured(bench, std::make_shared<FakeCoapServer>(), false);
    ASSERT_TRUE(bench.run(probe_coap_access, plain_task));
    const auto refused = bench.values("access.refused");
    ASSERT_EQ(refused.size(), 1u);
    EXPECT_EQ(refused[0]["how"].as_text(), "4.01");
    EXPECT_EQ(refused[0]["control"].as_bool(), has_key);
  }
}

TEST(CoapAccess, AHandshakeThatIsRefusedIsARefusal) {
  FakeBench bench;
  bench.described = device();
  bench.accounts = {{"auth", "sensor", "correct horse", false}};
  serve_secured(bench, std::make_shared<FakeCoapServer>(), false);
  ASSERT_TRUE(bench.run(probe_coap_access, secured_task));
  const auto refused = bench.values("access.refused");
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused[0]["how"].as_text(), "dtls_handshake");
  EXPECT_TRUE(refused[0]["control"].as_bool());
  EXPECT_TRUE(bench.values("access.unauthenticated").empty());
}

TEST(CoapAccess, DtlsThatLetsEverybodyInIsAccess) {
  FakeBench bench;
  bench.described = device();
  serve_secured(bench, std::make_shared<FakeCoapServer>(), true);
  ASSERT_TRUE(bench.run(probe_coap_access, secured_task));
  EXPECT_EQ(bench.values("access.unauthenticated").size(), 2u);
  EXPECT_TRUE(bench.values("asset.seen_in_clear").empty());
}

TEST(CoapAccess, SilenceAloneProvesNothing) {
  FakeBench bench;
  bench.described = device();
  ASSERT_TRUE(bench.run(probe_coap_access, plain_task));
  EXPECT_TRUE(bench.values("access.refused").empty());
  EXPECT_EQ(bench.values("access.not_tried").at(0)["why"].as_text(), "silent");
}

TEST(CoapAccess, WritesOnlyWithLeaveAndPutsTheOldContentBack) {
  for (const bool leave : {false, true}) {
    FakeBench bench;
    bench.described = device("write");
    bench.disruption = leave;
    auto server = std::make_shared<FakeCoapServer>();
    server->writable = true;
    serve(bench, server);
    ASSERT_TRUE(bench.run(probe_coap_access, plain_task));
    EXPECT_EQ(server->resources["/settings"], "name=kitchen");
    EXPECT_EQ(bench.wrote("hoshi-"), leave);
    EXPECT_EQ(bench.values("access.unauthenticated").size(), leave ? 2u : 1u);
    EXPECT_EQ(bench.values("access.not_tried").size(), leave ? 0u : 1u);
  }
}

TEST(CoapAccess, PutsLongContentBackInBlocks) {
  FakeBench bench;
  bench.described = device("write");
  bench.disruption = true;
  auto server = std::make_shared<FakeCoapServer>();
  server->writable = true;
  server->resources["/settings"] = std::string(1500, 'a') + "end";
  serve(bench, server);
  ASSERT_TRUE(bench.run(probe_coap_access, plain_task));
  EXPECT_EQ(server->resources["/settings"], std::string(1500, 'a') + "end");
  EXPECT_EQ(bench.values("access.unauthenticated").size(), 2u);
  EXPECT_TRUE(bench.values("access.not_tried").empty());
}

TEST(CoapAccess, AWriteThatIsForbiddenIsSaidSo) {
  FakeBench bench;
  bench.described = device("write");
  bench.disruption = true;
  serve(bench, std::make_shared<FakeCoapServer>());
  ASSERT_TRUE(bench.run(probe_coap_access, plain_task));
  EXPECT_EQ(bench.values("access.refused").at(0)["how"].as_text(), "4.03");
}

TEST(CoapAccess, WhatCannotBeReadIsNotWritten) {
  FakeBench bench;
  bench.described = device("write");
  bench.disruption = true;
  auto server = std::make_shared<FakeCoapServer>();
  server->writable = true;
  server->codes["/settings"] = coap::code::unauthorized;
  serve(bench, server);
  ASSERT_TRUE(bench.run(probe_coap_access, plain_task));
  EXPECT_FALSE(bench.wrote("hoshi-"));
  EXPECT_EQ(bench.values("access.not_tried").size(), 1u);
}

TEST(CoapPskLogin, OpensWithTheRightKeyOnly) {
  FakeBench bench;
  serve_secured(bench, std::make_shared<FakeCoapServer>(), false);
  const auto right = try_login(bench.network(), psk_surface(), "sensor", "correct horse");
  const auto wrong = try_login(bench.network(), psk_surface(), "sensor", "wrong horse");
  EXPECT_EQ(right.outcome, LoginClass::accepted);
  EXPECT_TRUE(right.privileged_read);
  EXPECT_EQ(wrong.outcome, LoginClass::refused);
  EXPECT_EQ(wrong.signature.status, "alert");
}

TEST(CoapPskLogin, AnEmptyKeyNeverAsksForACertificateInstead) {
  FakeBench bench;
  serve_secured(bench, std::make_shared<FakeCoapServer>(), true);
  (void)try_login(bench.network(), psk_surface(), "sensor", "");
  EXPECT_FALSE(bench.world.dtls_asked.at(0).psk.empty());
}

TEST(CoapPskLogin, SilenceMayBeARefusal) {
  FakeBench bench;
  const auto attempt = try_login(bench.network(), psk_surface(), "sensor", "wrong horse");
  EXPECT_EQ(attempt.outcome, LoginClass::no_answer);
  EXPECT_TRUE(attempt.silence_refuses);
}

}  // namespace
}  // namespace hoshi::probes
