// The interface of a command of the command line, and what commands are given.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "operations/home.h"

namespace hoshi::cli {

// Exit statuses of every command.
enum class Exit { good = 0, failed = 1, inconclusive = 2, wrong_use = 3, own_failure = 4 };

struct OptionRule {
  std::string_view name;   // "--target"
  std::string_view value;  // "HOST", shown in help; empty: takes none
  bool repeated = false;
  bool may_stand_alone = false;  // the value, after "=" only, may be left out
};

// Options and positional arguments as given, checked against the command's rules.
class Arguments {
 public:
  bool has(std::string_view option) const { return options_.contains(option); }
  // The last value given, or the fallback.
  std::string value(std::string_view option, std::string_view fallback = "") const;
  // All values, with comma-separated ones taken apart.
  std::vector<std::string> values(std::string_view option) const;
  const std::vector<std::string>& positional() const { return positional_; }

  void add_option(std::string_view name, std::string value) { options_[std::string(name)].push_back(std::move(value)); }
  void add_positional(std::string value) { positional_.push_back(std::move(value)); }

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> options_;
  std::vector<std::string> positional_;
};

// The terminal, or what stands for it in a test.
struct Terminal {
  std::ostream& out;
  std::ostream& err;
  bool is_terminal = false;     // out is one: colour, progress
  bool can_ask = false;         // somebody sits at the input
  std::size_t columns = 100;
  std::string today{};          // YYYY-MM-DD
  // One line of input; `hidden` for passphrases. Empty at the end of input.
  std::function<std::optional<std::string>(const std::string& question, bool hidden)> ask{};
  std::function<std::optional<std::string>(const std::string& name)> environment{};
  std::function<bool()> stop_wanted{};
};

struct Command {
  std::string_view name;        // "product check"
  std::string_view arguments;   // "FILE", shown in help
  std::size_t least_positional = 0;
  std::size_t most_positional = 0;
  std::vector<OptionRule> options;
  Exit (*run)(const Arguments& arguments, const operations::Home& home, Terminal& terminal);
};

// All commands, in the order of their files. Made from the list of files in src/cli/commands/.
const std::vector<const Command*>& catalog();

// `--help`, `--version`, `--lang`, then a command. Never throws.
Exit run_command_line(const std::vector<std::string>& words, const std::filesystem::path& data, std::string_view version,
                      Terminal& terminal);

// Says an error in the user's words and gives the exit status it stands for.
Exit report_error(const Error& error, const operations::Home& home, Terminal& terminal);

}  // namespace hoshi::cli
