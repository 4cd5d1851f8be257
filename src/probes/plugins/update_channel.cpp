// Has the device ask a false update server, in the clear and with bad certificates, and says whether it fetched from it.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "probes/probe.h"
#include "probes/recipe_runner.h"
#include "probes/update_server.h"

namespace hoshi::probes {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds show_patience{15'000};
constexpr milliseconds look_patience{90'000};        // from the end of the recipe: a device that asks by itself needs a step `wait`
constexpr milliseconds look_patience_in_vain{5'000};  // the recipe did not do what it says
constexpr milliseconds back_patience{300'000};       // slow routers take three minutes to start
constexpr JsonLimits limits{4, 8u << 10};

constexpr std::string_view trusted_case = "good";
constexpr std::string_view plaintext = "plaintext";
constexpr std::array<std::string_view, 5> cases{plaintext, "self_signed", "wrong_name", "expired", "unknown_ca"};
// Shown by an authority that the device trusts, where it was installed: only then is it the name or the date that is refused.
constexpr std::array<std::string_view, 2> of_trusted_authority{"wrong_name", "expired"};

std::vector<std::string_view> facts() { return {"update.channel"}; }

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  if (std::find(input.targets.begin(), input.targets.end(), "main") == input.targets.end()) return tasks;
  for (const auto& mechanism : input.product.updates) {
    if (find_recipe(input.product, "check_update", mechanism.id) != nullptr) tasks.push_back({"update_channel", "main", "", mechanism.id});
  }
  return tasks;
}

// What the lab's server saw of one case.
struct Sight {
  std::int64_t contacts = 0;
  std::int64_t handshakes = 0;
  std::int64_t requests = 0;
  std::int64_t bytes = 0;
  std::string alert;
  std::string request;  // "GET /fw.img"
  bool is_about_certificate = false;
  bool began_tls = false;
  std::string why_not;  // the recipe did not go well
};

Result<Sight> sight_from(const std::string& said) {
  const Value value = HOSHI_TRY(parse_json(said, limits));
  Sight sight;
  sight.contacts = value["contacts"].as_integer();
  sight.handshakes = value["handshakes"].as_integer();
  sight.requests = value["requests"].as_integer();
  sight.bytes = value["bytes"].as_integer();
  sight.alert = printable(value["alert"].as_text(), 40);
  sight.request = printable(value["method"].as_text(), 20) + " " + printable(value["path"].as_text());
  sight.is_about_certificate = value["about_certificate"].as_bool();
  sight.began_tls = value["began_tls"].as_bool();
  return sight;
}

std::string_view result_of(const Sight& sight) {
  if (sight.requests > 0) return "used";
  return sight.contacts > 0 ? "refused" : "not_contacted";
}

std::string how_of(const Sight& sight, std::string_view name) {
  if (sight.requests > 0) return sight.request + ", answered with " + std::to_string(sight.bytes) + " bytes";
  if (sight.contacts == 0) return sight.why_not.empty() ? "nothing came" : "nothing came; the recipe: " + sight.why_not;
  if (name == plaintext) return sight.began_tls ? "spoke nothing but TLS" : "sent no whole request";
  if (!sight.alert.empty()) return "TLS alert " + sight.alert;
  return sight.handshakes > 0 ? "ended after the handshake without a request" : "broke off the handshake without an alert";
}

// Whether a refusal is one of the channel: the device says so, or it was seen to fetch where nothing was wrong.
bool is_controlled(const Sight& sight, std::string_view name, bool is_trusted) {
  if (sight.requests > 0) return true;
  if (sight.contacts == 0) return false;
  if (name == plaintext) return is_trusted || sight.began_tls;
  const bool needs_trust = std::find(of_trusted_authority.begin(), of_trusted_authority.end(), name) != of_trusted_authority.end();
  return is_trusted || (!needs_trust && sight.is_about_certificate);
}

class Trial {
 public:
  Trial(Bench& bench, std::string target, const Recipe& recipe) : bench_(bench), target_(std::move(target)), recipe_(recipe) {}

  [[nodiscard]] Result<Sight> try_case(std::string_view name) {
    HOSHI_CHECK(show(name));
    const auto asked = run_recipe(recipe_, bench_, {});
    if (asked.nobody) return fail(ErrorCode::conflict, "nobody is there to have the device look for updates");
    const auto said = HOSHI_TRY(ask_update_server(bench_, "look", asked.done ? look_patience : look_patience_in_vain));
    Sight sight = HOSHI_TRY(sight_from(said));
    sight.why_not = asked.why;
    return sight;
  }

  [[nodiscard]] Result<void> show(std::string_view name) {
    const auto said = ask_update_server(bench_, "show " + std::string(name), show_patience);
    return said ? Result<void>() : tl::unexpected<Error>(said.error());
  }

  // It may have installed what it was given. True when nothing of it is known to be open: then nobody can tell.
  bool is_back() {
    const auto open = bench_.seen().with_fact("port.open");
    const bool is_known = std::any_of(open.begin(), open.end(), [&](const Observation* one) { return one->subject.target == target_; });
    return !is_known || await_answer(bench_, target_, true, back_patience).has_value();
  }

 private:
  Bench& bench_;
  std::string target_;
  const Recipe& recipe_;
};

Result<void> try_cases(const Task& task, Bench& bench, Trial& trial) {
  const Sight good = HOSHI_TRY(trial.try_case(trusted_case));
  const bool is_trusted = good.requests > 0;
  for (const auto name : cases) {
    if (!trial.is_back()) return {};  // what was seen stands; the rest was not tried
    const Sight sight = HOSHI_TRY(trial.try_case(name));
    bench.observe("update.channel", {"", "", task.reference},
                  object({{"case", name},
                          {"result", result_of(sight)},
                          {"how", bench.network().redacted(how_of(sight, name))},
                          {"control", is_controlled(sight, name, is_trusted)}}));
  }
  return {};
}

Result<void> run(const Task& task, Bench& bench) {
  const Recipe* recipe = find_recipe(bench.product(), "check_update", task.reference);
  if (recipe == nullptr) return fail(ErrorCode::not_found, "no recipe has the device look for updates");
  Trial trial(bench, task.target, *recipe);
  auto tried = try_cases(task, bench, trial);
  // Also after a failure: the device shall not find a false server when nobody looks. Where there is none, that was told above.
  const auto closed = close_update_server(bench);
  return tried && !closed ? closed : tried;
}

}  // namespace

// Six cases, each with hands and a slow restart.
extern const Probe probe_update_channel;
const Probe probe_update_channel{
    "update_channel", Phase::update, Intrusion::disruptive, std::chrono::minutes(60), facts, plan, run,
    false, false, {Effect::overwrite, Effect::restart},
};

}  // namespace hoshi::probes
