// Simulated devices with a login for the tests of default passwords and throttling: HTTP Basic, with every lock.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "probes/fake_bench.h"
#include "probes/login.h"

namespace hoshi::probes::testing {

using namespace std::chrono_literals;

// What a device does once it has locked.
enum class LockStyle {
  none,
  status_429,     // with Retry-After
  body_200,       // status 200 and a short page to everybody, as the camera software `motion` does
  silent,         // the right password is refused like a wrong one, as pam_faillock does
  hangs_up,       // closes before the answer
  status_403,
  status_423,
};

struct LoginDevice {
  std::string account = "admin";
  std::string password = "correct horse";
  std::map<std::string, std::string> further;  // other accounts and their passwords
  LockStyle lock = LockStyle::none;
  int lock_after = 3;
  std::chrono::seconds lock_time{60};
  bool by_account = false;          // the lock counts each account by itself
  bool by_source = false;           // … and each address it is asked from
  std::chrono::seconds forgets{0};  // so long after the last wrong try the count begins anew; 0: never
  bool is_prolonged = false;        // a try while it is locked lets the lock begin anew
  bool success_resets = true;
  milliseconds wrong_delay{0};
  milliseconds growth{0};           // each wrong try in a row is answered so much later
  int chance_of = 0;                // every so many tries one is let in, whatever the password
  bool says_yes_to_all = false;

  std::map<std::string, int> wrong;
  std::map<std::string, TaskTime> last_wrong;
  std::map<std::string, TaskTime> locked_until;
  int judged = 0;
  int locks = 0;

  std::string key_of(const std::string& user, const std::string& source) const {
    return (by_account ? user : "") + (by_source ? "@" + source : "");
  }
  bool is_locked(const std::string& key, TaskTime now) {
    if (lock == LockStyle::none || now >= locked_until[key]) return false;
    if (is_prolonged) locked_until[key] = now + lock_time;
    return true;
  }
  // Whether the pair opens the door; counts. Nothing: locked, it was not judged.
  std::optional<bool> judge(const std::string& user, const std::string& word, TaskTime now,
                            const std::string& source = "main") {
    const std::string key = key_of(user, source);
    if (is_locked(key, now)) return std::nullopt;
    ++judged;
    if (chance_of > 0) return judged % chance_of == 0;
    const auto other = further.find(user);
    if ((user == account && word == password) || (other != further.end() && other->second == word)) {
      if (success_resets) wrong[key] = 0;
      return true;
    }
    if (forgets.count() > 0 && now - last_wrong[key] > forgets) wrong[key] = 0;
    last_wrong[key] = now;
    ++wrong[key];
    if (lock != LockStyle::none && wrong[key] >= lock_after) {
      wrong[key] = 0;
      locked_until[key] = now + lock_time;
      ++locks;
    }
    return false;
  }
  milliseconds delay_after(const std::string& user, const std::string& source) {
    return wrong_delay + growth * wrong[key_of(user, source)];
  }
};

inline std::string page(std::string_view status, std::string_view title, std::string_view body,
                        std::string_view headers = "") {
  const std::string html = "<html><head><title>" + std::string(title) + "</title></head><body>" + std::string(body) +
                           "</body></html>";
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) + "Content-Type: text/html\r\nContent-Length: " +
         std::to_string(html.size()) + "\r\nConnection: close\r\n\r\n" + html;
}

inline std::string settings_page() {
  return page("200 OK", "Settings", "<h1>Settings</h1><table><tr><td>name</td></tr></table>" + std::string(4000, '.'));
}

inline std::string refusal_page() {
  return page("401 Unauthorized", "401", "<p>no</p>", "WWW-Authenticate: Basic realm=\"cam\"\r\n");
}

inline Reply locked_reply(LockStyle style, std::chrono::seconds time = 60s) {
  switch (style) {
    case LockStyle::status_429: return {page("429 Too Many Requests", "429", "later", "Retry-After: " + std::to_string(time.count()) + "\r\n"), true};
    case LockStyle::status_423: return {page("423 Locked", "423", "locked"), true};
    case LockStyle::body_200: return {page("200 OK", "Bad Request", "<p>bad</p>"), true};
    case LockStyle::status_403: return {page("403 Forbidden", "403", "<b>locked</b>"), true};
    case LockStyle::hangs_up: return {"", true};
    case LockStyle::silent:
    case LockStyle::none: break;
  }
  return {refusal_page(), true};
}

// HTTP Basic over the whole site, asked from that address of the bench.
inline Handler basic_handler(std::shared_ptr<LoginDevice> device, std::string source = "main") {
  return [device, source](const Heard& heard) -> Reply {
    if (heard.all.find("\r\n\r\n") == std::string::npos) return {};
    if (device->says_yes_to_all) return {settings_page(), true};
    const auto at = heard.all.find("Authorization: Basic ");
    if (at == std::string::npos) {
      const bool is_locked = !device->by_account && device->is_locked(device->key_of("", source), heard.at);
      return is_locked ? locked_reply(device->lock, device->lock_time) : Reply{refusal_page(), true};
    }
    const auto begin = at + std::string_view("Authorization: Basic ").size();
    const auto pair = to_text(*from_base64(heard.all.substr(begin, heard.all.find("\r\n", begin) - begin)));
    const std::string user = pair.substr(0, pair.find(':'));
    const auto opened = device->judge(user, pair.substr(pair.find(':') + 1), heard.at, source);
    if (!opened) return locked_reply(device->lock, device->lock_time);
    if (*opened) return {settings_page(), true};
    return {refusal_page(), true, false, device->delay_after(user, source)};
  };
}

// The same device behind SSH.
inline SshHandler ssh_handler(std::shared_ptr<LoginDevice> device, std::string source = "main") {
  return [device, source](const SshAttempt& attempt) {
    using Outcome = transport::SshLogin::Outcome;
    const auto opened = device->judge(attempt.user, attempt.password.value_or(""), attempt.at, source);
    transport::SshLogin login;
    login.began = attempt.at;
    login.ended = attempt.at + 20ms + (opened == true ? 0ms : device->delay_after(attempt.user, source));
    login.methods = {"password"};
    login.outcome = opened == true ? Outcome::accepted : Outcome::refused;
    if (!opened && device->lock == LockStyle::hangs_up) login.outcome = Outcome::disconnected;
    return login;
  };
}

inline LoginSurface surface_of(std::string_view kind, std::uint16_t port) {
  LoginSurface surface;
  surface.id = "web";
  surface.endpoint = "tcp/" + std::to_string(port);
  surface.port = port;
  surface.kind = kind;
  return surface;
}

inline Credential test_account(const LoginDevice& device) { return {"auth", device.account, device.password, false}; }

}  // namespace hoshi::probes::testing
