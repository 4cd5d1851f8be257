// hoshi assess: a product on the bench judged against the criteria of a level.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <ostream>

#include "base/text.h"
#include "cli/assess_progress.h"
#include "cli/command.h"
#include "operations/assess_product.h"
#include "operations/replay_assessment.h"

namespace hoshi::cli {
namespace {

using operations::AssessOptions;

constexpr std::uint64_t highest_rate_per_second = 1'000'000;
constexpr std::uint64_t highest_level = 9;

// "HOST", "NAME=HOST", "NAME=HOST+HOST2" (a device with an IPv4 and an IPv6 address).
void read_targets(const Arguments& arguments, AssessOptions& options) {
  for (const auto& text : arguments.values("--target")) {
    const auto equals = text.find('=');
    const std::string name = equals == std::string::npos ? "main" : text.substr(0, equals);
    const auto hosts = split(equals == std::string::npos ? text : text.substr(equals + 1), '+');
    const auto same = std::find_if(options.targets.begin(), options.targets.end(), [&](const auto& one) { return one.first == name; });
    if (same != options.targets.end()) {
      same->second.insert(same->second.end(), hosts.begin(), hosts.end());
    } else {
      options.targets.emplace_back(name, hosts);
    }
  }
}

// "B=HOST": a further unit of the product, with the id it has in the description.
Result<void> read_units(const Arguments& arguments, const operations::Home& home, AssessOptions& options) {
  for (const auto& text : arguments.values("--unit")) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) return fail(ErrorCode::invalid_input, home.text("assess.bad_unit", {{"value", printable(text, 60)}}));
    const std::string id = text.substr(0, equals);
    // "A" is the unit that is assessed: its address is that of the target.
    if (id == "A") {
      options.targets.emplace_back("main", split(text.substr(equals + 1), '+'));
    } else {
      options.units.emplace_back(id, text.substr(equals + 1));
    }
  }
  return {};
}

Result<std::vector<std::uint16_t>> read_ports(const Arguments& arguments, const operations::Home& home) {
  std::vector<std::uint16_t> ports;
  for (const auto& part : arguments.values("--ports")) {
    const auto dash = part.find('-');
    const auto first = parse_number(part.substr(0, dash), 65535);
    const auto last = dash == std::string::npos ? first : parse_number(part.substr(dash + 1), 65535);
    if (!first || !last || *first == 0 || *last < *first) return fail(ErrorCode::invalid_input, home.text("assess.bad_ports", {{"value", printable(part, 40)}}));
    for (std::uint64_t port = *first; port <= *last; ++port) ports.push_back(static_cast<std::uint16_t>(port));
  }
  return ports;
}

Result<AssessOptions> read_options(const Arguments& arguments, const operations::Home& home) {
  AssessOptions options;
  options.paths = {arguments.positional()[0], arguments.value("--answers"), arguments.value("--credentials")};
  options.scheme = arguments.value("--scheme", "jc-star");
  const auto level = parse_number(arguments.value("--level", "1"), highest_level);
  const auto rate = parse_number(arguments.value("--rate", "5000"), highest_rate_per_second);
  if (!level) return fail(ErrorCode::invalid_input, home.text("assess.bad_number", {{"option", "--level"}}));
  if (!rate || *rate == 0) return fail(ErrorCode::invalid_input, home.text("assess.bad_number", {{"option", "--rate"}}));
  options.level = static_cast<int>(*level);
  options.rate_per_second = static_cast<std::uint32_t>(*rate);
  read_targets(arguments, options);
  HOSHI_CHECK(read_units(arguments, home, options));
  options.sources = arguments.values("--source");
  options.ports = HOSHI_TRY(read_ports(arguments, home));
  options.only = arguments.values("--only");
  options.skip = arguments.values("--skip");
  options.interface = arguments.value("--interface");
  options.allow_disruptive = arguments.has("--allow-disruptive");
  options.allowed_effects = arguments.values("--allow-disruptive");
  options.unattended = arguments.has("--unattended");
  options.resume = arguments.has("--resume");
  options.lab = arguments.value("--lab");
  options.out = arguments.value("--out");
  if (options.targets.empty()) return fail(ErrorCode::invalid_input, home.text("assess.no_target"));
  if (options.out.empty() && !arguments.has("--plan")) return fail(ErrorCode::invalid_input, home.text("assess.no_out"));
  return options;
}

documents::Colour colour_of(const Terminal& terminal) {
  const bool unwanted = terminal.environment && terminal.environment("NO_COLOR").has_value();
  return terminal.is_terminal && !unwanted ? documents::Colour::on : documents::Colour::off;
}

Exit replay(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  const auto replayed = operations::replay_assessment(home, arguments.value("--replay"), colour_of(terminal), terminal.columns);
  if (!replayed) return report_error(replayed.error(), home, terminal);
  terminal.out << replayed->table << "\n" << home.text(replayed->same ? "assess.replay_same" : "assess.replay_not_same") << "\n";
  for (const auto& difference : replayed->differences) terminal.err << "  " << printable(difference, 300) << "\n";
  if (!replayed->same) return Exit::own_failure;
  return static_cast<Exit>(operations::exit_status_of(replayed->judgement.verdict));
}

Exit assess(const AssessOptions& options, const operations::Home& home, Terminal& terminal) {
  AssessProgress progress(home, terminal);
  operations::Conversation talk;
  talk.today = terminal.today;
  talk.say = [&](const std::string& line) { progress.say(line); };
  if (terminal.can_ask) talk.ask = [&](const std::string& question) { return terminal.ask(question, false); };
  talk.progress = [&](const agent::Progress& event) { progress.show(event); };
  talk.stop_wanted = terminal.stop_wanted;
  const auto outcome = operations::assess_product(home, options, talk, colour_of(terminal), terminal.columns);
  progress.finish();
  if (!outcome) return report_error(outcome.error(), home, terminal);
  terminal.out << outcome->table << "\n";
  terminal.out << home.text("assess.written", {{"folder", options.out.string()}}) << "\n";
  if (outcome->interrupted) terminal.err << home.text("assess.interrupted", {{"folder", options.out.string()}}) << "\n";
  return static_cast<Exit>(operations::exit_status_of(outcome->judgement.verdict));
}

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  if (arguments.has("--replay")) return replay(arguments, home, terminal);
  if (arguments.positional().empty()) {
    terminal.err << home.text("help.argument_missing", {{"arguments", "PRODUCT.toml"}}) << "\n";
    return Exit::wrong_use;
  }
  const auto options = read_options(arguments, home);
  if (!options) return report_error(options.error(), home, terminal);
  if (!arguments.has("--plan")) return assess(*options, home, terminal);
  const auto plan = operations::plan_assessment(home, *options);
  if (!plan) return report_error(plan.error(), home, terminal);
  terminal.out << *plan;
  return Exit::good;
}

}  // namespace

extern const Command command_assess;
const Command command_assess{"assess",
                             "PRODUCT.toml",
                             0,
                             1,
                             {{"--target", "[NAME=]HOST[,…]", true},
                              {"--unit", "ID=HOST…", true},
                              {"--source", "ADDRESS,…", true},
                              {"--level", "1"},
                              {"--credentials", "FILE"},
                              {"--answers", "FILE"},
                              {"--only", "ID…", true},
                              {"--skip", "ID…", true},
                              {"--ports", "LIST", true},
                              {"--rate", "N"},
                              {"--interface", "NAME"},
                              {"--allow-disruptive", "[=EFFECT,…]", true, true},
                              {"--unattended", ""},
                              {"--resume", ""},
                              {"--plan", ""},
                              {"--scheme", "ID"},
                              {"--lab", "DIR"},
                              {"--out", "DIR"},
                              {"--replay", "FILE"}},
                             run};

}  // namespace hoshi::cli
