// One vocabulary for logging in over every protocol: surfaces, attempts, classes, and how controls settle doubt.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/observation.h"
#include "domain/product.h"
#include "probes/bench.h"
#include "probes/probe.h"
#include "protocols/telnet/prompts.h"
#include "transport/network.h"

namespace hoshi::probes {

using std::chrono::milliseconds;
using transport::TaskTime;

enum class LoginClass {
  accepted,         // the door is open, and it was closed without this password
  refused,          // the password was judged and found wrong
  locked,           // it was not judged: the account or this source is locked out
  throttled,        // it was not judged: come later
  connection_lost,  // no connection, or it broke before the password was judged
  no_answer,        // time ran out
  unclear,          // an answer that fits nothing of these
};
std::string_view name_of(LoginClass outcome);

// Signature status of an answer that does not keep to its protocol: it judged nothing and locked nothing.
constexpr std::string_view not_http = "not http";

// What an answer looks like, without anything that differs from one try to the next. Made from redacted content.
struct LoginSignature {
  std::string status;   // "401", "303 /home cookie", "connack 5", "said refused"
  int length_bits = 0;  // bit length of the body's length: lengths of the same order are equal
  std::string title;    // 8 hexadecimal digits over the page's title, "" without
  std::string shape;    // 8 hexadecimal digits over the sequence of tags or keys, "" without

  std::string text() const;
  // The same kind of answer: all equal, but the length may lie on either side of a power of two.
  bool is_like(const LoginSignature& other) const;
};

// A place where one can log in. Holds no secret.
struct LoginSurface {
  std::string id;  // the [[login]]'s id, or "observed-<kind>" when the description does not name it
  std::string target = "main";
  std::string host;      // what web requests call the target; "" is its name
  std::string endpoint;  // "tcp/443"
  std::uint16_t port = 0;
  std::string kind;            // one of login_kinds()
  std::string authentication;  // id of the description, or ""
  bool tls = false;
  bool starttls = false;       // with `tls`: the connection begins in clear and the login in clear is refused
  bool declared = false;
  std::string path = "/";
  std::string form_page;  // where the form was seen, for hidden fields; "" posts directly
  std::string user_field = "user";
  std::string password_field = "password";
  std::string privileged_path;
  protocols::telnet::Prompts prompts;  // telnet only; filled by prepared_surface()

  Subject subject() const { return {target, endpoint, id}; }
};

// One try. `outcome` is what this answer alone allows to say; settle() knows more.
struct LoginAttempt {
  LoginClass outcome = LoginClass::no_answer;
  LoginSignature signature;
  TaskTime began{};
  TaskTime ended{};  // when the answer to the password was there; confirmation comes after
  std::optional<milliseconds> retry_after;
  bool privileged_read = false;  // something was read that is refused without the login, at the same time
  bool answers_anyone = false;   // the answer is the same without any login
  bool silence_refuses = false;  // the protocol keeps silent about a wrong password: no_answer may be a refusal
  bool asks_second_factor = false;  // the password was right, and a code or a further method is asked for
  std::string confirmed_by;      // "privileged page", "shell", "ssh", "connack 0"
  std::string detail;            // for people; printable, no secrets

  milliseconds took() const { return std::chrono::duration_cast<milliseconds>(ended - began); }
};

// One connection (or the few that one HTTP login takes), one password. Never throws, never retries, and every
// trouble is a class. The password must have gone through network.keep_secret() already when it is one.
LoginAttempt try_login(transport::Network& network, const LoginSurface& surface, const std::string& account,
                       const std::string& password);

// Attempts whose truth is known: a random password is wrong, the test account's is right.
struct LoginControls {
  std::optional<LoginAttempt> negative;
  std::optional<LoginAttempt> positive;

  // Right and wrong passwords are answered differently, so an answer means something.
  bool distinguishable() const;
  // The wrong password met the silence by which this protocol refuses. Without a right one that is answered nobody
  // can tell it from a device that is gone; an answer, though, would still mean something.
  bool is_refused_by_silence() const;
};

// The class of an attempt in the light of the controls. Fails closed: `accepted` needs a privileged read or the
// likeness of the positive control, and in any case a negative control that looked different; an answer that is
// unlike the refusal seen before ("200 with another body", 403 after 401) is a lock, not a refusal. Silence is a refusal
// only where the protocol refuses so and the positive control was answered; whoever goes on asks it again and again.
LoginClass settle(const LoginAttempt& attempt, const LoginControls& controls);

// Whether this class, after passwords were judged before, says that guessing is being stopped.
bool is_lock_sign(LoginClass outcome);

// The declared logins of enabled routes, and what was seen asking for a password where none is declared; sorted by
// target, endpoint, id.
std::vector<LoginSurface> login_surfaces(const Product& product, const Observations& seen);
// What was seen there, or else what the declared protocol says.
bool runs_over_tls(const Route& route, const Observations& seen);
// One task a surface whose target is in this run.
std::vector<Task> login_tasks(const PlanInput& input, std::string_view probe);
// The surface a task was planned for, with the words it needs. not_found when the task is not of this run.
[[nodiscard]] Result<LoginSurface> prepared_surface(const Task& task, Bench& bench);
// The test account that belongs to the surface; null when the tester gave none.
const Credential* credential_for(const LoginSurface& surface, const Bench& bench, bool second);

// 20 letters and digits that no device knows; from the network's generator, so that replay gives them again.
std::string random_password(transport::Network& network);

}  // namespace hoshi::probes
