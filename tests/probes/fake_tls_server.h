// A TLS server for the fake network that knows nothing but how to choose: it shares no code with the probes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/encoding.h"
#include "probes/fake_network.h"

namespace hoshi::probes::testing {

// What it accepts; the order of suites and groups is its preference.
struct FakeTlsServer {
  std::map<std::uint16_t, std::vector<std::uint16_t>> suites;  // by version: 0x0303 …
  std::vector<std::uint16_t> groups{29, 23};
  std::set<std::uint16_t> curve_suites;  // those that send a ServerKeyExchange with a curve
  Bytes certificate_der;
  bool retries = true;                   // can ask for a share (TLS 1.3)
  std::size_t suites_read = 10'000;      // hellos with more are answered with decode_error
  bool silent_below_tls_1_2 = false;

  Reply operator()(const Heard& heard) const {
    if (heard.all.size() < 5) {
      return {};
    }
    const auto hello = read(to_bytes(heard.all));
    return hello ? answer(*hello) : Reply{"", true};
  }

 private:
  struct Hello {
    std::uint16_t version = 0;
    std::vector<std::uint16_t> suites;
    std::vector<std::uint16_t> groups;
    std::vector<std::uint16_t> shares;
  };

  static std::vector<std::uint16_t> codes(ByteView list) {
    std::vector<std::uint16_t> all;
    for (std::size_t at = 0; at + 1 < list.size(); at += 2) {
      all.push_back(static_cast<std::uint16_t>(list[at] << 8 | list[at + 1]));
    }
    return all;
  }

  static Result<Hello> read(const Bytes& bytes) {
    ByteReader record(ByteView(bytes).subspan(5));
    HOSHI_TRY(record.u8("type"));
    ByteReader body(HOSHI_TRY(record.vector24("hello")));
    Hello hello;
    hello.version = HOSHI_TRY(body.u16("version"));
    HOSHI_TRY(body.take(32, "random"));
    HOSHI_TRY(body.vector8("session"));
    hello.suites = codes(HOSHI_TRY(body.vector16("suites")));
    HOSHI_TRY(body.vector8("compression"));
    if (body.at_end()) {
      return hello;
    }
    ByteReader extensions(HOSHI_TRY(body.vector16("extensions")));
    while (!extensions.at_end()) {
      const auto type = HOSHI_TRY(extensions.u16("type"));
      const ByteView content = HOSHI_TRY(extensions.vector16("content"));
      if (type == 10) {
        hello.groups = codes(content.subspan(2));
      } else if (type == 43) {
        hello.version = 0x0304;
      } else if (type == 51) {
        for (ByteReader shares(content.subspan(2)); !shares.at_end();) {
          hello.shares.push_back(HOSHI_TRY(shares.u16("group")));
          HOSHI_TRY(shares.vector16("key"));
        }
      }
    }
    return hello;
  }

  static std::string record(std::uint8_t type, std::uint16_t version, const Bytes& content) {
    ByteWriter writer;
    writer.u8(type);
    writer.u16(version);
    writer.vector16(content);
    return to_text(writer.bytes());
  }
  static Reply alert(std::uint8_t description) { return {record(21, 0x0303, {2, description}), true}; }

  // The server's first that the client has, too; 0 when there is none.
  static std::uint16_t common(const std::vector<std::uint16_t>& ours, const std::vector<std::uint16_t>& theirs) {
    const auto found = std::find_if(ours.begin(), ours.end(), [&theirs](std::uint16_t code) {
      return std::find(theirs.begin(), theirs.end(), code) != theirs.end();
    });
    return found != ours.end() ? *found : 0;
  }

  static Bytes message(std::uint8_t type, const Bytes& body) {
    ByteWriter writer;
    writer.u8(type);
    writer.vector24(body);
    return std::move(writer).bytes();
  }

  Reply answer(const Hello& hello) const {
    if (hello.suites.size() > suites_read) {
      return alert(50);
    }
    if (silent_below_tls_1_2 && hello.version < 0x0303) {
      return {};
    }
    // A server without TLS 1.3 reads such a hello as one of TLS 1.2.
    const bool knows = hello.version != 0x0304 || suites.contains(0x0304);
    auto best = suites.upper_bound(knows ? hello.version : 0x0303);
    if (best == suites.begin()) {
      return alert(70);
    }
    --best;
    const auto group = common(groups, hello.groups);
    std::vector<std::uint16_t> usable = best->second;
    std::erase_if(usable, [&](std::uint16_t code) { return group == 0 && curve_suites.contains(code); });
    const auto suite = common(usable, hello.suites);
    if (hello.version == 0x0304 && knows) {
      return suite == 0 || group == 0 ? alert(40) : answer_tls_1_3(hello, suite, group);
    }
    return suite == 0 ? alert(40) : answer_older(best->first, suite, group);
  }

  Reply answer_tls_1_3(const Hello& hello, std::uint16_t suite, std::uint16_t group) const {
    const auto share = common(groups, hello.shares);
    if (share == 0 && !retries) {
      return alert(109);
    }
    ByteWriter extensions;
    extensions.u16(43);
    extensions.vector16(Bytes{3, 4});
    extensions.u16(51);
    ByteWriter key;
    key.u16(share != 0 ? share : group);
    if (share != 0) {
      key.vector16(Bytes(32, 1));
    }
    extensions.vector16(key.bytes());
    const Bytes random = share != 0 ? Bytes(32, 4) : sha256(to_bytes("HelloRetryRequest"));
    return {record(22, 0x0303, server_hello(0x0303, suite, random, extensions.bytes()))};
  }

  static Bytes server_hello(std::uint16_t version, std::uint16_t suite, const Bytes& random, const Bytes& extensions) {
    ByteWriter body;
    body.u16(version);
    body.append(ByteView(random));
    body.vector8({});
    body.u16(suite);
    body.u8(0);
    body.vector16(extensions);
    return message(2, body.bytes());
  }

  Reply answer_older(std::uint16_t version, std::uint16_t suite, std::uint16_t group) const {
    ByteWriter flight;
    flight.append(ByteView(server_hello(version, suite, Bytes(32, 4), {})));
    ByteWriter chain;
    chain.vector24(certificate_der);
    ByteWriter list;
    list.vector24(chain.bytes());
    flight.append(ByteView(message(11, list.bytes())));
    if (curve_suites.contains(suite)) {
      ByteWriter exchange;
      exchange.u8(3);
      exchange.u16(group);
      flight.append(ByteView(message(12, exchange.bytes())));
    }
    flight.append(ByteView(message(14, {})));
    return {record(22, version, flight.bytes())};
  }
};

}  // namespace hoshi::probes::testing
