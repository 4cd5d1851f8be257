// Tells what a terminal waits for: an account, a password, a command; or that it refused or locked someone out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace hoshi::protocols::telnet {

// The words to look for; data (knowledge/prompts.toml). Lower case where they are ASCII; raw bytes, so that
// Japanese stands there once in each encoding devices use.
struct Prompts {
  std::vector<std::string> account;   // the line that waits ends in one of these, with or without a colon
  std::vector<std::string> password;
  std::vector<std::string> not_account;  // lines that only look like it: "last login:"
  std::vector<std::string> shell_ends;   // "#", "$", ">": a short waiting line that ends so is a command prompt
  std::vector<std::string> refused;   // anywhere in what came after the password
  std::vector<std::string> locked;

  bool empty() const { return account.empty() && password.empty(); }
};

// From the parsed file: lists `account`, `password` … of texts and lists `account_bytes` … of hexadecimal bytes.
// invalid_input when a list is missing or a member is not text; an unknown file never means "no prompts".
[[nodiscard]] Result<Prompts> prompts_from(const Value& content);

enum class Waits { nothing, account, password, shell };

// Looks at the last line only, the one without a line end. `screen` is what came since we last sent something.
Waits waiting_for(const Prompts& prompts, std::string_view screen);
// The waiting line, without control sequences and blanks at its ends.
std::string waiting_line(std::string_view screen);

enum class Said { nothing, refused, locked };
// What the text after a password says, anywhere in it; locked before refused.
Said meaning_of(const Prompts& prompts, std::string_view screen);

// Takes out ECMA-48 control sequences (colours, cursor), back spaces and other control characters but line ends.
std::string without_controls(std::string_view screen);

// Whether a line of the screen is exactly `text`: how the echo of a command's output is told from the command's own.
bool has_line(std::string_view screen, std::string_view text);

}  // namespace hoshi::protocols::telnet
