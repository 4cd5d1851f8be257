// Starting the signer process.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <vector>

#include "labels/lint.h"
#include "signer/client.h"
#include "signer/service.h"
#include "signing/label_key.h"

namespace hoshi::signer {

struct KeySource {
  std::filesystem::path file;         // of signing::open_label_key
  std::filesystem::path secret_file;  // passphrase or PIN, first line (a systemd credential); empty: the key file is plain
};

struct SignerSettings {
  std::vector<KeySource> keys;            // of all that still sign or soon will; the newest whose time has come signs
  std::filesystem::path journal;          // never to be restored from a backup
  std::vector<labels::LintProfile> profiles;
  // The window of an Ed25519 key that the signer makes in keys[0].file when that file is not there; locked when it has a
  // secret file.
  struct Window {
    Date from;
    Date until;
  };
  std::optional<Window> first_key;
  Clock clock{};  // UTC; empty: the system's. For tests that move time
  std::chrono::milliseconds patience{60'000};  // for the start: opening a locked key takes seconds and 256 MiB
};

// The running signer. Its destructor closes the channel and waits for the end; a signer that does not end is killed.
class SpawnedSigner {
 public:
  SpawnedSigner(pid_t process, SignerClient client) : process_(process), client_(std::move(client)) {}
  ~SpawnedSigner();
  SpawnedSigner(SpawnedSigner&& other) noexcept
      : process_(std::exchange(other.process_, -1)), client_(std::move(other.client_)), keys_(std::move(other.keys_)) {}
  SpawnedSigner& operator=(SpawnedSigner&&) = delete;

  // Once, before anything else; fills keys(). The reasons of a signer that did not start are its errors.
  [[nodiscard]] Result<void> await_ready(std::chrono::milliseconds patience);
  SignerClient& client() { return client_; }
  pid_t process() const { return process_; }
  const std::vector<labels::LabelKey>& keys() const { return keys_; }

 private:
  pid_t process_;
  SignerClient client_;
  std::vector<labels::LabelKey> keys_;
};

// Forks; the child alone reads keys and secrets, so they are never in this process. It dies with the thread that called this (prctl(2),
// PR_SET_PDEATHSIG): call it from the main thread, before any other thread is started (conflict otherwise: a fork would copy
// locks that nobody opens). Processes forked later inherit the channel: those that must not sign drop their SpawnedSigner first
// (its destructor there only closes). The child's own reasons for not starting come back as its errors.
[[nodiscard]] Result<SpawnedSigner> spawn_signer(const SignerSettings& settings);

// What the child does; gives the process's exit status. For programs that start the signer in another way.
int signer_main(int channel, const SignerSettings& settings, pid_t parent);

}  // namespace hoshi::signer
