// A tiny SSH server from libssh for the tests: one account, chosen methods.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libssh/libssh.h>
#include <libssh/server.h>

#include <functional>
#include <memory>
#include <string>

namespace hoshi::transport::testing {

struct SshServerOptions {
  std::string password = "right horse";
  int methods = SSH_AUTH_METHOD_PASSWORD | SSH_AUTH_METHOD_PUBLICKEY;
  bool accepts_none = false;
  bool wants_more = false;        // after the right password
  std::string only_key_exchange;  // "" all
  // What a command or a shell answers: at first (heard is empty), then to each thing that is typed. "\x04" ends it.
  std::function<std::string(const std::string& command, const std::string& heard)> inside;
};

inline bool may_enter(ssh_message message, const SshServerOptions& options) {
  const int kind = ssh_message_subtype(message);
  if (kind == SSH_AUTH_METHOD_NONE) return options.accepts_none;
  if (kind != SSH_AUTH_METHOD_PASSWORD) return false;
  const char* given = ssh_message_auth_password(message);
  return given != nullptr && options.password == given;
}

// Two rounds as PAM does them: the password, then nothing.
inline bool asked_interactively(ssh_session session, ssh_message message, const SshServerOptions& options) {
  if (ssh_message_auth_kbdint_is_response(message) == 0) {
    const char* prompt = "Password: ";
    char echo = 0;
    ssh_message_auth_interactive_request(message, "login", "", 1, &prompt, &echo);
    return false;
  }
  const char* answer = ssh_userauth_kbdint_getanswer(session, 0);
  if (answer != nullptr && options.password == answer) return true;
  ssh_message_reply_default(message);
  return false;
}

// Speaks over the channel as `inside` says until it says the end; gives status 7.
inline void serve_channel(ssh_channel channel, const SshServerOptions& options, const std::string& command) {
  std::string heard;
  for (int i = 0; i < 50; ++i) {
    const std::string said = options.inside(command, heard);
    const bool is_end = said.find('\x04') != std::string::npos;
    const auto size = is_end ? said.size() - 1 : said.size();
    if (size > 0) ssh_channel_write(channel, said.data(), static_cast<std::uint32_t>(size));
    if (is_end) break;
    char buffer[512];
    const int count = ssh_channel_read_timeout(channel, buffer, sizeof buffer, 0, 10'000);
    if (count <= 0) break;
    heard.assign(buffer, static_cast<std::size_t>(count));
  }
  ssh_channel_request_send_exit_status(channel, 7);
  ssh_channel_send_eof(channel);
  ssh_channel_close(channel);
}

// Opens one channel, and begins when a shell or a command is asked for.
inline void serve_inside(ssh_session session, const SshServerOptions& options) {
  std::shared_ptr<ssh_channel_struct> channel;
  for (int i = 0; i < 20; ++i) {
    const std::shared_ptr<ssh_message_struct> message(ssh_message_get(session), ssh_message_free);
    if (!message) return;
    const int kind = ssh_message_subtype(message.get());
    if (ssh_message_type(message.get()) == SSH_REQUEST_CHANNEL_OPEN && kind == SSH_CHANNEL_SESSION) {
      channel.reset(ssh_message_channel_request_open_reply_accept(message.get()), ssh_channel_free);
    } else if (channel && (kind == SSH_CHANNEL_REQUEST_SHELL || kind == SSH_CHANNEL_REQUEST_EXEC)) {
      const char* command = kind == SSH_CHANNEL_REQUEST_EXEC ? ssh_message_channel_request_command(message.get()) : "";
      const std::string wanted = command == nullptr ? "" : command;
      ssh_message_channel_request_reply_success(message.get());
      serve_channel(channel.get(), options, wanted);
      // The client hangs up, as with real servers.
      while (std::shared_ptr<ssh_message_struct>(ssh_message_get(session), ssh_message_free)) {
      }
      return;
    } else if (channel && kind == SSH_CHANNEL_REQUEST_PTY) {
      ssh_message_channel_request_reply_success(message.get());
    } else {
      ssh_message_reply_default(message.get());
    }
  }
}

// Serves one connection until the client is in, gone or has tried often.
inline std::function<void(int)> ssh_service(SshServerOptions options) {
  ssh_key made = nullptr;
  ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &made);
  const std::shared_ptr<ssh_key_struct> key(made, ssh_key_free);
  return [options, key](int socket) {
    const std::shared_ptr<ssh_bind_struct> bind(ssh_bind_new(), ssh_bind_free);
    const bool no = false;
    ssh_bind_options_set(bind.get(), SSH_BIND_OPTIONS_PROCESS_CONFIG, &no);
    // The bind frees the key it is given.
    ssh_bind_options_set(bind.get(), SSH_BIND_OPTIONS_IMPORT_KEY, ssh_key_dup(key.get()));
    if (!options.only_key_exchange.empty()) {
      ssh_bind_options_set(bind.get(), SSH_BIND_OPTIONS_KEY_EXCHANGE, options.only_key_exchange.c_str());
    }
    const std::shared_ptr<ssh_session_struct> session(ssh_new(), ssh_free);
    if (ssh_bind_accept_fd(bind.get(), session.get(), ::dup(socket)) != SSH_OK) return;
    ssh_set_auth_methods(session.get(), options.methods);
    if (ssh_handle_key_exchange(session.get()) != SSH_OK) return;
    for (int i = 0; i < 20; ++i) {
      const std::shared_ptr<ssh_message_struct> message(ssh_message_get(session.get()), ssh_message_free);
      if (!message) return;
      if (ssh_message_type(message.get()) != SSH_REQUEST_AUTH) {
        ssh_message_reply_default(message.get());
        continue;
      }
      const bool interactive = ssh_message_subtype(message.get()) == SSH_AUTH_METHOD_INTERACTIVE;
      if (interactive && !asked_interactively(session.get(), message.get(), options)) continue;
      if (interactive || may_enter(message.get(), options)) {
        ssh_message_auth_reply_success(message.get(), options.wants_more ? 1 : 0);
        if (options.inside) return serve_inside(session.get(), options);
      } else {
        ssh_message_auth_set_methods(message.get(), options.methods);
        ssh_message_reply_default(message.get());
      }
    }
  };
}

}  // namespace hoshi::transport::testing
