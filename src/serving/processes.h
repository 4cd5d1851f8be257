// The processes of an office: each opens what it needs for itself and runs until it is told to end.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schemes/known_rule.h"
#include "serving/settings.h"
#include "signer/client.h"

namespace hoshi::serving {

// What the web process tells the one that started it, as a line of JSON: {"first_link": "…" or ""}.
// Serves pages and API until `stop` (a pipe) is closed by the other side. Holds no key of labels and no way to the signer.
[[nodiscard]] Result<void> run_web(const Settings& settings, const schemes::Known& known, int ready, int stop);

// Issues what is decided, lets the clock act, writes the public files; the only process with the signer's channel.
[[nodiscard]] Result<void> run_issuer(const Settings& settings, const schemes::Known& known, signer::SignerClient signer, int stop);

// Delivers the outbox.
[[nodiscard]] Result<void> run_courier(const Settings& settings, const schemes::Known& known, int stop);

// True as long as the other side of the pipe is open; waits up to `patience` for its end.
bool goes_on(int stop, std::chrono::milliseconds patience);

// One line of a process's log on standard error: JSON with time, process and text.
void log_line(std::string_view process, std::string_view text);
// The same with a JSON object in place of the text.
void log_value(std::string_view process, std::string_view json);

}  // namespace hoshi::serving
