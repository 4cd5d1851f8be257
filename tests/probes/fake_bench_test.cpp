// Tests of the fake bench itself, and the one place where tests of probes parse TOML.
// SPDX-License-Identifier: Apache-2.0
#include "probes/fake_bench.h"

#include <gtest/gtest.h>

#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

namespace hoshi::probes::testing {

namespace {

Value value_of(const toml::node& node) {
  Value value;
  if (const auto* table = node.as_table()) {
    value = ValueMap{};
    for (const auto& [key, member] : *table) {
      value.set(key.str(), value_of(member));
    }
  } else if (const auto* array = node.as_array()) {
    value = ValueList{};
    for (const auto& member : *array) {
      value.push(value_of(member));
    }
  } else if (const auto* text = node.as_string()) {
    value = Value(text->get());
  } else if (const auto* number = node.as_integer()) {
    value = Value(std::int64_t{number->get()});
  } else if (const auto* truth = node.as_boolean()) {
    value = Value(truth->get());
  }
  return value;
}

using namespace std::chrono_literals;

}  // namespace

Value knowledge_file(std::string_view name) {
  const std::string path = std::string(HOSHI_SOURCE_FOLDER) + "/knowledge/" + std::string(name) + ".toml";
  try {
    return value_of(toml::parse_file(path));
  } catch (const toml::parse_error& error) {
    ADD_FAILURE() << path << ": " << error.description();
    return {};
  }
}

TEST(FakeBench, SpeaksAScriptOnlyAfterItHeardWhatItWaitsFor) {
  FakeBench bench;
  bench.script(23, Script().says("login: ").hears("root\n").says("# ").closes());
  auto stream = bench.network().connect("main", 23, 1s);
  ASSERT_TRUE(stream);
  EXPECT_EQ(to_text((*stream)->read(100, 1s).value()), "login: ");
  EXPECT_EQ((*stream)->read(100, 1s).error().code, ErrorCode::timed_out);
  ASSERT_TRUE((*stream)->write(to_bytes("root\n")));
  EXPECT_EQ(to_text((*stream)->read(100, 1s).value()), "# ");
  EXPECT_TRUE((*stream)->read(100, 1s).value().empty());
  EXPECT_EQ(bench.network().connect("main", 23, 1s).error().code, ErrorCode::unavailable);
}

TEST(FakeBench, CallsAHandlerWithEverythingHeardAndCountsConnections) {
  FakeBench bench;
  bench.serve(80, [](const Heard& heard) { return Reply{heard.now + "/" + std::to_string(heard.connection)}; });
  auto first = bench.network().connect("main", 80, 1s).value();
  auto second = bench.network().connect("main", 80, 1s).value();
  ASSERT_TRUE(second->write(to_bytes("x")));
  EXPECT_EQ(to_text(second->read(100, 1s).value()), "/1x/1");
  EXPECT_EQ((bench.world.services[{"main", 80}].connections), 2);
  EXPECT_TRUE(bench.wrote("x"));
}

TEST(FakeBench, GivesTlsOnlyWhereItIsServed) {
  FakeBench bench;
  bench.serve_tls(443, {"TLSv1.3", "TLS_AES_128_GCM_SHA256", {}, false}, [](const Heard&) { return Reply{"hello"}; });
  EXPECT_EQ(bench.network().connect("main", 443, 1s).error().code, ErrorCode::unavailable);
  auto stream = bench.network().connect_tls("main", 443, {}, 1s).value();
  ASSERT_NE(stream->tls(), nullptr);
  EXPECT_EQ(stream->tls()->version, "TLSv1.3");
}

TEST(FakeBench, MovesItsOwnClockAndEndsEverythingAtTheDeadline) {
  FakeBench bench;
  bench.serve(80, [](const Heard&) { return Reply{"late", false, false, 3s}; });
  bench.world.deadline = 10s;
  auto stream = bench.network().connect("main", 80, 1s).value();
  EXPECT_EQ(stream->read(100, 1s).error().code, ErrorCode::timed_out);
  EXPECT_EQ(to_text(stream->read(100, 5s).value()), "late");
  EXPECT_FALSE(bench.network().wait(60s));
  EXPECT_FALSE(bench.network().connect("main", 80, 1s));
  EXPECT_EQ(bench.network().time(), 10s);
}

TEST(FakeBench, RefusesStrangersAndHidesSecrets) {
  FakeBench bench;
  EXPECT_EQ(bench.network().connect("other", 80, 1s).error().code, ErrorCode::forbidden);
  bench.silent(81);
  EXPECT_EQ(bench.network().connect("main", 81, 1s).error().code, ErrorCode::timed_out);
  bench.network().keep_secret("hunter2");
  EXPECT_EQ(bench.network().redacted("a hunter2 " + to_base64(to_bytes("hunter2"))), "a ******* ************");
}

TEST(FakeBench, AnswersSshLoginsByTheirHandler) {
  FakeBench bench;
  bench.serve_ssh(22, [](const SshAttempt& attempt) {
    transport::SshLogin login;
    login.outcome = attempt.password == "right" ? transport::SshLogin::Outcome::accepted
                                                : transport::SshLogin::Outcome::refused;
    return login;
  });
  EXPECT_EQ(bench.network().ssh_login("main", 22, "root", "right", 1s)->outcome,
            transport::SshLogin::Outcome::accepted);
  EXPECT_EQ(bench.network().ssh_login("main", 22, "root", std::nullopt, 1s)->outcome,
            transport::SshLogin::Outcome::refused);
}

}  // namespace hoshi::probes::testing
