// Parsing of the command line, help, errors.
// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

#include <algorithm>
#include <ostream>

#include "base/file.h"
#include "base/text.h"

namespace hoshi::cli {
namespace {

using operations::Home;

Language language_of(const std::vector<std::string>& words, const Terminal& terminal) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] == "--lang") return language_named(words[i + 1]).value_or(Language::en);
  }
  for (const auto* name : {"HOSHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    const auto value = terminal.environment ? terminal.environment(name) : std::nullopt;
    if (value && !value->empty()) return value->starts_with("ja") ? Language::ja : Language::en;
  }
  return Language::en;
}

// The command whose name is the longest beginning of the words, and how many words that took.
std::pair<const Command*, std::size_t> find_command(const std::vector<std::string>& words) {
  for (std::size_t count = std::min<std::size_t>(2, words.size()); count > 0; --count) {
    const std::string name = join({words.begin(), words.begin() + static_cast<std::ptrdiff_t>(count)}, " ");
    for (const auto* command : catalog()) {
      if (command->name == name) return {command, count};
    }
  }
  return {nullptr, 0};
}

std::string file_name_of(const Command& command) {
  std::string name(command.name);
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

std::string usage_of(const Command& command) {
  std::string usage = "hoshi " + std::string(command.name);
  if (!command.arguments.empty()) usage += " " + std::string(command.arguments);
  for (const auto& option : command.options) {
    const std::string_view before = option.value.empty() || option.may_stand_alone ? "" : " ";
    usage += " [" + std::string(option.name) + std::string(before) + std::string(option.value) + "]";
    if (option.repeated) usage += "…";
  }
  return usage;
}

void say_commands(const Home& home, Terminal& terminal) {
  terminal.out << home.text("help.head") << "\n\n";
  for (const auto* command : catalog()) {
    std::string name = "  hoshi " + std::string(command->name);
    name.resize(std::max<std::size_t>(28, name.size() + 1), ' ');
    terminal.out << name << home.text("help." + file_name_of(*command)) << "\n";
  }
  terminal.out << "\n" << home.text("help.foot") << "\n";
}

void say_page(const Command& command, const Home& home, Terminal& terminal) {
  terminal.out << usage_of(command) << "\n\n";
  const auto folder = home.data / "src/cli/commands";
  const auto page = read_file(folder / (file_name_of(command) + (home.language == Language::ja ? ".ja.md" : ".md")));
  if (!page) return;
  for (const auto& line : split(*page, '\n')) {
    if (!line.starts_with("<!--")) terminal.out << line << "\n";
  }
}

Exit wrong_use(const Command& command, const std::string& text, Terminal& terminal) {
  terminal.err << text << "\n" << usage_of(command) << "\n";
  return Exit::wrong_use;
}

const OptionRule* rule_of(const Command& command, const std::string& name) {
  static constexpr OptionRule language{"--lang", "ja|en", false};
  if (name == language.name) return &language;
  const auto found = std::find_if(command.options.begin(), command.options.end(),
                                  [&](const OptionRule& rule) { return rule.name == name; });
  return found != command.options.end() ? &*found : nullptr;
}

std::string unknown_option(const Command& command, const std::string& name, const Home& home) {
  std::vector<std::string> known;
  for (const auto& rule : command.options) known.emplace_back(rule.name);
  const auto near = nearest(name, known);
  return home.text(near ? "help.unknown_option_near" : "help.unknown_option",
                   {{"option", printable(name, 60)}, {"suggestion", near.value_or("")}});
}

// Fills `arguments`; the text of what is wrong, or nothing.
std::optional<std::string> parse(const Command& command, const std::vector<std::string>& words, std::size_t from,
                                 const Home& home, Arguments& arguments) {
  for (std::size_t i = from; i < words.size(); ++i) {
    if (!words[i].starts_with("--")) {
      arguments.add_positional(words[i]);
      continue;
    }
    const auto equals = words[i].find('=');
    const std::string name = words[i].substr(0, equals);
    const OptionRule* rule = rule_of(command, name);
    if (rule == nullptr) return unknown_option(command, name, home);
    if (rule->value.empty()) {
      if (equals != std::string::npos) return home.text("help.no_value", {{"option", name}});
      arguments.add_option(name, "");
      continue;
    }
    const bool inside = equals != std::string::npos;
    if (!inside && rule->may_stand_alone) {
      arguments.add_option(name, "");
      continue;
    }
    if (!inside && i + 1 >= words.size()) return home.text("help.value_missing", {{"option", name}, {"value", std::string(rule->value)}});
    if (arguments.has(name) && !rule->repeated) return home.text("help.given_twice", {{"option", name}});
    arguments.add_option(name, inside ? words[i].substr(equals + 1) : words[++i]);
  }
  const std::size_t count = arguments.positional().size();
  if (count < command.least_positional) return home.text("help.argument_missing", {{"arguments", std::string(command.arguments)}});
  if (count > command.most_positional) return home.text("help.argument_too_many", {{"argument", printable(arguments.positional().back(), 60)}});
  return std::nullopt;
}

Exit unknown_command(const std::vector<std::string>& words, const Home& home, Terminal& terminal) {
  std::vector<std::string> known;
  for (const auto* command : catalog()) known.emplace_back(command->name);
  const std::string given = join({words.begin(), words.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(2, words.size()))}, " ");
  const auto near = nearest(given, known);
  terminal.err << home.text(near ? "help.unknown_command_near" : "help.unknown_command",
                            {{"command", printable(given, 60)}, {"suggestion", near.value_or("")}})
               << "\n";
  return Exit::wrong_use;
}

}  // namespace

std::string Arguments::value(std::string_view option, std::string_view fallback) const {
  const auto found = options_.find(option);
  return found != options_.end() ? found->second.back() : std::string(fallback);
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  std::vector<std::string> all;
  const auto found = options_.find(option);
  if (found == options_.end()) return all;
  for (const auto& text : found->second) {
    for (auto& part : split(text, ',')) {
      if (!part.empty()) all.push_back(std::move(part));
    }
  }
  return all;
}

Exit report_error(const Error& error, const Home& home, Terminal& terminal) {
  terminal.err << error.message << (error.message.ends_with('\n') ? "" : "\n");
  const bool ours = error.code == ErrorCode::internal || error.code == ErrorCode::unavailable || error.code == ErrorCode::corrupt;
  if (error.code == ErrorCode::internal) terminal.err << home.text("help.our_failure") << "\n";
  return ours ? Exit::own_failure : Exit::wrong_use;
}

Exit run_command_line(const std::vector<std::string>& words, const std::filesystem::path& data, std::string_view version,
                      Terminal& terminal) {
  const auto home = operations::open_home(data, language_of(words, terminal), "hoshi " + std::string(version));
  if (!home) {
    terminal.err << home.error().message << "\n";
    return Exit::own_failure;
  }
  const bool wants_help = std::find(words.begin(), words.end(), "--help") != words.end();
  if (!words.empty() && words[0] == "--version") {
    terminal.out << home->tool << "\n";
    return Exit::good;
  }
  const auto [command, count] = find_command(words);
  if (command == nullptr) {
    if (!words.empty() && !words[0].starts_with("--")) return unknown_command(words, *home, terminal);
    say_commands(*home, terminal);
    return wants_help ? Exit::good : Exit::wrong_use;
  }
  if (wants_help) {
    say_page(*command, *home, terminal);
    return Exit::good;
  }
  Arguments arguments;
  if (const auto problem = parse(*command, words, count, *home, arguments)) return wrong_use(*command, *problem, terminal);
  return command->run(arguments, *home, terminal);
}

}  // namespace hoshi::cli
