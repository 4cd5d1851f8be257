// Logs in with libssh without blocking: handshake, the `none` request, one password.
// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh_client.h"

#include <fcntl.h>
#include <libssh/libssh.h>

#include <algorithm>
#include <memory>
#include <type_traits>

#include "transport/ssh_channel.h"

namespace hoshi::transport {
namespace {

using Outcome = SshLogin::Outcome;

constexpr std::size_t user_bytes_max = 1024;
constexpr int kbdint_rounds_max = 4;  // of keyboard-interactive; one holds the password, the others are empty

// Everything this libssh can do, newest first; unknown names are passed over by libssh.
constexpr const char* key_exchanges =
    "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,"
    "diffie-hellman-group18-sha512,diffie-hellman-group16-sha512,diffie-hellman-group-exchange-sha256,"
    "diffie-hellman-group14-sha256,diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1,"
    "diffie-hellman-group1-sha1";
constexpr const char* host_keys =
    "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256,ssh-"
    "rsa,ssh-dss";
constexpr const char* ciphers =
    "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr,aes192-ctr,"
    "aes128-ctr,"
    "aes256-cbc,aes192-cbc,aes128-cbc,3des-cbc,blowfish-cbc";
constexpr const char* macs =
    "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha1-etm@openssh.com,hmac-sha2-256,"
    "hmac-sha2-512,hmac-sha1,hmac-md5";
constexpr int rsa_bits_min = 768;  // the least libssh takes

struct FreeSession {
  void operator()(ssh_session session) const { ssh_free(session); }
};
using Session = std::unique_ptr<std::remove_pointer_t<ssh_session>, FreeSession>;

bool set(ssh_session session, ssh_options_e option, const void* value) {
  return ssh_options_set(session, option, value) == SSH_OK;
}

bool set_list(ssh_session session, ssh_options_e option, const char* names) {
  return set(session, option, names);
}

// No file and no look-up of the user: in the sandbox both would fail.
bool forbid_files(ssh_session session) {
  const bool no = false;
  return set(session, SSH_OPTIONS_PROCESS_CONFIG, &no) && set(session, SSH_OPTIONS_SSH_DIR, "/nonexistent") &&
         set(session, SSH_OPTIONS_KNOWNHOSTS, "/nonexistent/known_hosts") &&
         set(session, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/nonexistent/known_hosts");
}

bool allow_old_algorithms(ssh_session session) {
  set(session, SSH_OPTIONS_RSA_MIN_SIZE, &rsa_bits_min);
  return set_list(session, SSH_OPTIONS_KEY_EXCHANGE, key_exchanges) &&
         set_list(session, SSH_OPTIONS_HOSTKEYS, host_keys) &&
         set_list(session, SSH_OPTIONS_CIPHERS_C_S, ciphers) &&
         set_list(session, SSH_OPTIONS_CIPHERS_S_C, ciphers) &&
         set_list(session, SSH_OPTIONS_HMAC_C_S, macs) && set_list(session, SSH_OPTIONS_HMAC_S_C, macs);
}

std::vector<std::string> names_of_methods(int methods) {
  std::vector<std::string> names;
  if ((methods & SSH_AUTH_METHOD_NONE) != 0) names.emplace_back("none");
  if ((methods & SSH_AUTH_METHOD_PASSWORD) != 0) names.emplace_back("password");
  if ((methods & SSH_AUTH_METHOD_PUBLICKEY) != 0) names.emplace_back("publickey");
  if ((methods & SSH_AUTH_METHOD_HOSTBASED) != 0) names.emplace_back("hostbased");
  if ((methods & SSH_AUTH_METHOD_INTERACTIVE) != 0) names.emplace_back("keyboard-interactive");
  if ((methods & SSH_AUTH_METHOD_GSSAPI_MIC) != 0) names.emplace_back("gssapi-with-mic");
  return names;
}

class Attempt {
 public:
  Attempt(Descriptor socket, TimePoint until)
      : socket_(std::move(socket)), session_(ssh_new()), until_(until) {
    result_.asked = std::chrono::steady_clock::now();
  }

  SshTry run(const SshDoor& door) {
    if (prepare(door.user) && connect() && ask_none()) ask_password(door.password);
    if (result_.outcome == Outcome::accepted && door.command != nullptr) do_inside(*door.command);
    result_.answered = std::chrono::steady_clock::now();
    return std::move(result_);
  }

 private:
  bool prepare(std::string_view user);
  bool connect();
  bool ask_none();
  void ask_password(const std::optional<std::string>& password);
  void ask_interactive(const std::string& password);
  int answer_prompts(const std::string& password, bool& given);
  template <class Step>
  std::optional<int> drive(int again, Step step) {
    return drive_ssh(session_.get(), until_, again, step);
  }
  void do_inside(const SshCommand& command);
  void conclude(int authentication);
  bool end(Outcome outcome, std::string_view detail);
  bool end_broken();

  Descriptor socket_;
  Session session_;
  TimePoint until_;
  SshTry result_;
};

bool Attempt::end(Outcome outcome, std::string_view detail) {
  result_.outcome = outcome;
  result_.detail = detail;
  return false;
}

bool Attempt::end_broken() {
  if (std::chrono::steady_clock::now() >= until_) return end(Outcome::timed_out, "no answer in time");
  return end(Outcome::disconnected, ssh_get_error(session_.get()));
}

bool Attempt::prepare(std::string_view user) {
  if (!session_) return end(Outcome::disconnected, "libssh has no memory");
  // Such a name cannot be handed to libssh as it is.
  if (user.empty() || user.size() > user_bytes_max || user.find('\0') != std::string_view::npos) {
    return end(Outcome::refused, "the user name cannot be sent");
  }
  const std::string name(user);
  const int descriptor = socket_.number();
  const long seconds =
      1 + std::max<long>(0, std::chrono::ceil<std::chrono::seconds>(until_ - result_.asked).count());
  ssh_session session = session_.get();
  const bool ready = forbid_files(session) && allow_old_algorithms(session) &&
                     set(session, SSH_OPTIONS_HOST, "target") &&
                     set(session, SSH_OPTIONS_USER, name.c_str()) &&
                     set(session, SSH_OPTIONS_TIMEOUT, &seconds) && set(session, SSH_OPTIONS_FD, &descriptor);
  if (!ready) return end(Outcome::disconnected, ssh_get_error(session));
  ssh_set_blocking(session, 0);
  return true;
}

bool Attempt::connect() {
  static_cast<void>(socket_.release());  // from the first call on libssh closes it
  const auto result = drive(SSH_AGAIN, [&] { return ssh_connect(session_.get()); });
  return result == SSH_OK ? true : end_broken();
}

bool Attempt::ask_none() {
  result_.asked = std::chrono::steady_clock::now();
  const auto result = drive(SSH_AUTH_AGAIN, [&] { return ssh_userauth_none(session_.get(), nullptr); });
  if (!result || *result == SSH_AUTH_ERROR) return end_broken();
  if (*result == SSH_AUTH_SUCCESS) {
    result_.none_accepted = true;
    return end(Outcome::accepted, "the none method was accepted");
  }
  result_.methods = names_of_methods(ssh_userauth_list(session_.get(), nullptr));
  return true;
}

void Attempt::ask_password(const std::optional<std::string>& password) {
  const int methods = ssh_userauth_list(session_.get(), nullptr);
  const bool plain = (methods & SSH_AUTH_METHOD_PASSWORD) != 0;
  const bool interactive = (methods & SSH_AUTH_METHOD_INTERACTIVE) != 0;
  if (!plain && !interactive) {
    end(Outcome::no_password_method, "");
    return;
  }
  if (!password) {
    end(Outcome::refused, "only the none method was tried");
    return;
  }
  if (password->find('\0') != std::string::npos) {
    end(Outcome::refused, "the password cannot be sent");
    return;
  }
  if (!plain) {
    ask_interactive(*password);
    return;
  }
  result_.asked = std::chrono::steady_clock::now();
  const auto result = drive(
      SSH_AUTH_AGAIN, [&] { return ssh_userauth_password(session_.get(), nullptr, password->c_str()); });
  if (!result) {
    end_broken();
    return;
  }
  conclude(*result);
}

// RFC 4256: the server asks, the client answers; the first question that is not echoed gets the password.
void Attempt::ask_interactive(const std::string& password) {
  bool given = false;
  result_.asked = std::chrono::steady_clock::now();
  for (int round = 0; round < kbdint_rounds_max; ++round) {
    const auto result =
        drive(SSH_AUTH_AGAIN, [&] { return ssh_userauth_kbdint(session_.get(), nullptr, nullptr); });
    if (!result) {
      end_broken();
      return;
    }
    if (*result != SSH_AUTH_INFO) {
      conclude(*result);
      return;
    }
    if (answer_prompts(password, given) != 0) break;
  }
  end(Outcome::no_password_method, "the server asks for more than a password");
}

int Attempt::answer_prompts(const std::string& password, bool& given) {
  const int prompts = ssh_userauth_kbdint_getnprompts(session_.get());
  if (prompts == 0) return 0;
  if (prompts != 1 || given) return -1;
  char echo = 0;
  ssh_userauth_kbdint_getprompt(session_.get(), 0, &echo);
  if (echo != 0) return -1;
  given = true;
  return ssh_userauth_kbdint_setanswer(session_.get(), 0, password.c_str()) == 0 ? 0 : -1;
}

void Attempt::conclude(int authentication) {
  if (authentication == SSH_AUTH_SUCCESS) {
    end(Outcome::accepted, "");
  } else if (authentication == SSH_AUTH_PARTIAL) {
    end(Outcome::partial, "the server asks for a further method");
  } else if (authentication == SSH_AUTH_DENIED) {
    end(Outcome::refused, "");
  } else {
    end_broken();
  }
}

void Attempt::do_inside(const SshCommand& command) {
  SshOutput output = run_inside(session_.get(), command, until_);
  result_.output = std::move(output.text);
  result_.ended = output.ended;
  result_.exit_status = output.exit_status;
  result_.detail = std::move(output.trouble);
}

}  // namespace

SshTry try_ssh(Descriptor socket, const SshDoor& door, TimePoint until) {
  return Attempt(std::move(socket), until).run(door);
}

}  // namespace hoshi::transport
