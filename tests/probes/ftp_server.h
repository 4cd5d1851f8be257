// A simulated FTP server for the tests of probes: accounts, files, passive mode, TLS that may be demanded.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>

#include "base/text.h"
#include "probes/login_device.h"

namespace hoshi::probes::testing {

struct FtpServer {
  static constexpr std::uint16_t data_port = 40000;

  LoginDevice login;
  bool anonymous = false;
  bool offers_tls = false;
  bool demands_tls = false;
  bool takes_epsv = true;
  bool anonymous_may_write = false;
  bool gives_back = true;  // what was written can be read
  std::map<std::string, std::string> files{{"/secret.cfg", "psk=42"}};
  std::string outgoing;  // of the next data connection
  std::string incoming;
  std::string storing;  // path of a STOR that is under way
  struct Session {
    std::string user;
    bool is_in = false;
  };
  std::map<int, Session> sessions;

  void serve(FakeBench& bench, std::uint16_t port) {
    bench.serve(port, [this](const Heard& heard) { return answer(heard); });
    bench.serve(data_port, [this](const Heard& heard) -> Reply {
      if (!heard.all.empty()) incoming = heard.all;
      if (!heard.all.empty()) return {};
      return {"", false, false, milliseconds(0), [this] { return outgoing; }};
    });
  }

  Reply answer(const Heard& heard) {
    if (heard.all.empty()) return {"220 ready\r\n"};
    std::string replies;
    for (const auto& line : split(heard.now, '\n')) {
      const std::string text(trimmed(line));
      if (!text.empty()) replies += reply_to(text, sessions[heard.connection], heard) + "\r\n";
    }
    return {replies};
  }

  std::string reply_to(const std::string& line, Session& session, const Heard& heard) {
    const std::string verb = line.substr(0, line.find(' '));
    const std::string rest = line.find(' ') == std::string::npos ? "" : line.substr(line.find(' ') + 1);
    if (verb == "AUTH") return offers_tls ? "234 go on" : "502 no";
    if (verb == "USER") return user(rest, session, heard);
    if (verb == "PASS") return password(rest, session, heard);
    if (!session.is_in) return "530 Please login.";
    if (verb == "PWD") return "257 \"/\" is here";
    if (verb == "TYPE" || verb == "PBSZ" || verb == "PROT") return "200 ok";
    if (verb == "EPSV") return takes_epsv ? fmt::format("229 Extended (|||{}|)", data_port) : "500 what";
    if (verb == "PASV") return fmt::format("227 Passive (203,0,113,9,{},{})", data_port / 256, data_port % 256);
    return about_files(verb, rest, session);
  }

  std::string user(const std::string& name, Session& session, const Heard& heard) {
    if (demands_tls && !heard.over_tls) return "530 Sessions must use encryption.";
    session = {name, false};
    return "331 password?";
  }

  std::string password(const std::string& word, Session& session, const Heard& heard) {
    if (session.user == "anonymous") {
      session.is_in = anonymous;
      return anonymous ? "230 hello" : "530 no anonymous";
    }
    const auto judged = login.judge(session.user, word, heard.at);
    session.is_in = judged == true;
    if (!judged) return "421 too many failures";
    return session.is_in ? "230 hello" : "530 wrong";
  }

  std::string about_files(const std::string& verb, const std::string& path, const Session& session) {
    if (verb == "LIST") {
      outgoing = "-rw-r--r-- 1 0 0 6 secret.cfg\r\n";
      return "150 here\r\n226 done";
    }
    if (verb == "STOR") {
      if (session.user == "anonymous" && !anonymous_may_write) return "550 Permission denied";
      storing = path;
      return "150 send\r\n226 got it";
    }
    if (!storing.empty()) {
      files[storing] = std::exchange(incoming, "");
      storing.clear();
    }
    const auto found = files.find(path);
    if (found == files.end()) return "550 no such file";
    if (verb == "SIZE") return fmt::format("213 {}", found->second.size());
    if (verb == "DELE") return files.erase(path) == 1 ? "250 gone" : "550 no";
    if (verb != "RETR" || !gives_back) return "550 no";
    outgoing = found->second;
    return "150 here\r\n226 done";
  }
};

}  // namespace hoshi::probes::testing
