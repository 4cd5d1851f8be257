// The signer's side of the channel.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "signer/service.h"

namespace hoshi::signer {

// Sends the public keys (a reply to a question nobody asked: it says that the signer is ready), then answers one request after the
// other until the other side closes; that is its good end. `channel` is borrowed.
[[nodiscard]] Result<void> run_signer(int channel, Service& service);

// Takes from the calling process what signing does not need, irreversibly: core dumps and debuggers, privileges, and by seccomp all
// system calls but those on open descriptors, memory, time and random numbers (no socket, open, exec, fork). With a token's module
// (`needs_outside`) opening and connecting must stay; then exec, fork and looking into other processes are what is taken.
// internal when the kernel refuses; the caller must not go on.
enum class Outside { closed, open_for_token };
[[nodiscard]] Result<void> enter_signer_sandbox(Outside outside);
// The first part of it, before any secret is read: no core dumps, no debugger, dies with its parent.
[[nodiscard]] Result<void> keep_secrets_in(int parent);
// The smallest part, for a program that makes a key and goes on.
bool forbid_core_dumps();

}  // namespace hoshi::signer
