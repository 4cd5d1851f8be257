// Step after step of a recipe, until one does not do what it says.
// SPDX-License-Identifier: Apache-2.0
#include "probes/recipe_runner.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "probes/endpoint.h"
#include "probes/login.h"
#include "probes/recipes/placeholders.h"
#include "probes/recipes/steps.h"
#include "protocols/text/patterns.h"

namespace hoshi::probes {
namespace {

using recipes::Visit;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds look_pause{500};
constexpr milliseconds look_patience{1'500};
constexpr seconds gone_patience{600};   // a person has to find the plug
constexpr seconds back_patience{300};   // slow routers take three minutes to start
constexpr seconds command_patience{120};
constexpr seconds enter_patience{1'800};
constexpr seconds fetch_patience{120};  // from the end of the recipe: a device that looks by itself needs its step's `seconds`
constexpr seconds fetch_patience_max{590};  // less than the broker's longest
constexpr std::string_view fetched_question = "fetched";  // transport/network.h, BenchAct
constexpr std::size_t answer_limit = 64u << 10;

// Its connection is in our hands.
bool is_plain_http(const RecipeStep& step) { return step.kind == "http" && step.login.empty(); }

constexpr JsonLimits fetch_limits{4, 4u << 10};

bool is_on_bench(std::string_view kind) { return kind == "hand" || kind == "command" || kind == "lab"; }

seconds patience_of(const RecipeStep& step) {
  if (step.seconds > 0) return seconds(step.seconds);
  if (step.await == "enter") return enter_patience;
  return step.await == "back" ? back_patience : gone_patience;
}

milliseconds since(Bench& bench, transport::TaskTime began) {
  return std::chrono::duration_cast<milliseconds>(bench.network().time() - began);
}

class Run {
 public:
  Run(const Recipe& recipe, Bench& bench, const Bindings& given, ByteView image, const Delivery& delivery)
      : visit_{bench, recipe, given, image, delivery} {}

  RecipeResult go();

 private:
  void bind_account(const std::string& authentication);
  bool do_step(const RecipeStep& step);
  bool do_on_bench(const RecipeStep& step);
  bool do_serve(const RecipeStep& step);
  bool await_fetch();
  bool take_report(const Result<transport::BenchActReport>& report);
  bool await(const RecipeStep& step, transport::TaskTime began);
  bool do_on_wire(const RecipeStep& step);
  bool take_answer(const RecipeStep& step, const std::string& answer);
  bool stop(std::string why) {
    result_.why = "step " + std::to_string(result_.steps + 1) + ": " + std::move(why);
    return false;
  }
  void bind_image();
  void keep_secrets();

  Visit visit_;
  RecipeResult result_;
  Bindings kept_;
  std::optional<std::size_t> image_step_;  // "serve": whose image the device is to fetch
};

// Of the step's login, else of the recipe; what the caller gave is left alone.
void Run::bind_account(const std::string& authentication) {
  for (const auto& one : visit_.bench.credentials()) {
    if (one.authentication != authentication || one.second) continue;
    visit_.bindings.emplace("account", one.account);
    visit_.bindings.emplace("password", one.password);
    return;
  }
}

void Run::bind_image() {
  if (visit_.image.empty() || !is_served(visit_.recipe)) return;
  visit_.bindings.emplace("sha256", sha256_hex(visit_.image));
  visit_.bindings.emplace("size", std::to_string(visit_.image.size()));
  visit_.bindings.emplace("version", visit_.delivery.version);
}

void Run::keep_secrets() {
  for (const auto* name : {"old", "new", "password", "value", "session"}) {
    const auto found = visit_.bindings.find(name);
    if (found != visit_.bindings.end() && !found->second.empty()) visit_.bench.network().keep_secret(found->second);
  }
}

bool Run::take_answer(const RecipeStep& step, const std::string& answer) {
  if (!step.expect.empty()) {
    const auto expected = recipes::filled(step.expect, visit_.bindings);
    const auto found = expected ? protocols::text::is_found(*expected, answer)
                                : Result<bool>(tl::unexpected<Error>(expected.error()));
    if (!found) return stop(found.error().message);
    if (!*found) return stop("the answer is not what was expected");
  }
  for (const auto& line : step.keep) {
    const auto equals = line.find('=');
    if (equals == std::string::npos) return stop("keep is no name=pattern");
    const auto found = protocols::text::first_match(line.substr(equals + 1), answer);
    if (!found) return stop(found.error().message);
    const std::string name = line.substr(0, equals);
    if (!*found) return stop("the answer does not have what {" + name + "} is to be taken from");
    if (name == "session") visit_.bench.network().keep_secret(**found);
    visit_.bindings.insert_or_assign(name, **found);
    kept_.insert_or_assign(name, **found);
  }
  result_.answer = visit_.bench.network().redacted(std::string_view(answer).substr(0, answer_limit));
  return true;
}

bool Run::do_on_wire(const RecipeStep& step) {
  const Route* route = visit_.bench.product().route(step.route);
  if (route == nullptr || route->status != "enabled") return stop("it names no route that is in use");
  const bool is_left = !visit_.delivery.is_whole() && recipes::carries_image(step);
  if (is_left && visit_.delivery.how == Delivery::How::broken_off && !is_plain_http(step)) return stop("such a step cannot be broken off");
  const recipes::Place place{*route, runs_over_tls(*route, visit_.bench.seen())};
  Result<std::string> answer = fail(ErrorCode::invalid_input, "no such kind of step: " + step.kind);
  if (step.kind == "http") answer = recipes::do_http(visit_, step, place);
  if (step.kind == "mqtt") answer = recipes::do_mqtt(visit_, step, place);
  if (step.kind == "tftp_put" || step.kind == "tftp_get") answer = recipes::do_tftp(visit_, step, place);
  if (step.kind == "ftp_put" || step.kind == "ftp_get") answer = recipes::do_ftp(visit_, step, place);
  if (step.kind == "telnet") answer = recipes::do_telnet(visit_, step, place);
  if (step.kind == "ssh") answer = recipes::do_ssh(visit_, step, place);
  if (is_left && !is_plain_http(step)) recipes::do_meanwhile(visit_);
  if (is_left) return stop(answer ? "left alone once the image was delivered" : answer.error().message);
  if (!answer) return stop(printable(visit_.bench.network().redacted(answer.error().message)));
  return take_answer(step, *answer);
}

bool Run::await(const RecipeStep& step, transport::TaskTime began) {
  const bool wanted = step.await == "back";
  const auto waited = await_answer(visit_.bench, "main", wanted, patience_of(step));
  if (!waited) return stop(wanted ? "the device did not come back in time" : "the device was not seen to go");
  (wanted ? result_.back : result_.gone) = since(visit_.bench, began);
  (wanted ? result_.seen_back : result_.seen_gone) = true;
  return true;
}

bool Run::take_report(const Result<transport::BenchActReport>& report) {
  if (!report) return stop(report.error().message);
  result_.nobody = report->outcome == transport::BenchActReport::Outcome::nobody;
  if (result_.nobody) return stop("nobody is there to do it" + (report->said.empty() ? "" : ": " + printable(report->said)));
  return report->outcome == transport::BenchActReport::Outcome::done || stop("it failed: " + printable(report->said));
}

// Without a body the image, else what describes it.
bool Run::do_serve(const RecipeStep& step) {
  auto text = recipes::filled(step.body, visit_.bindings);
  if (!text) return stop(text.error().message);
  const ByteView content = step.body.empty() ? visit_.image : view_of(*text);
  if (content.empty()) return stop("there is nothing to give out");
  if (step.body.empty()) {
    result_.fetch = RecipeResult::Fetch::none;
    image_step_ = result_.steps;
  }
  return take_report(visit_.bench.network().act({visit_.recipe.id, result_.steps, "", content}, command_patience));
}

// Told from what the lab's server saw, never from what the device says of it.
bool Run::await_fetch() {
  const RecipeStep& step = visit_.recipe.steps[*image_step_];
  const seconds patience = step.seconds > 0 ? std::min(seconds(step.seconds), fetch_patience_max) : fetch_patience;
  const auto report = visit_.bench.network().act({visit_.recipe.id, *image_step_, std::string(fetched_question), {}}, patience);
  if (!take_report(report)) return false;
  const auto seen = parse_json(report->said, fetch_limits);
  if (!seen) return stop("the lab does not say what was fetched");
  const std::int64_t bytes = (*seen)["bytes"].as_integer();
  const bool is_whole = bytes > 0 && bytes == static_cast<std::int64_t>(visit_.image.size()) && (*seen)["whole"].as_bool();
  if (is_whole) result_.fetch = RecipeResult::Fetch::whole;
  if (is_whole) return true;
  if ((*seen)["requests"].as_integer() > 0) result_.fetch = RecipeResult::Fetch::part;
  result_.why = "the device fetched " + std::to_string(bytes) + " of " + std::to_string(visit_.image.size()) + " bytes in time";
  return false;
}

bool Run::do_on_bench(const RecipeStep& step) {
  auto& network = visit_.bench.network();
  const auto began = network.time();
  const auto patience = step.kind == "hand" && step.await == "enter" ? patience_of(step) : command_patience;
  const auto report = network.act({visit_.recipe.id, result_.steps}, patience);
  if (!take_report(report)) return false;
  if (step.await == "gone" || step.await == "back") return await(step, began);
  return take_answer(step, report->said);
}

bool Run::do_step(const RecipeStep& step) {
  if (is_on_bench(step.kind)) return do_on_bench(step);
  if (step.kind == "serve") return do_serve(step);
  if (step.kind == "wait") {
    const bool waited = visit_.bench.network().wait(seconds(std::max<std::int64_t>(step.seconds, 1))).has_value();
    return waited || stop("the time of this task is over");
  }
  for (const auto& login : visit_.bench.product().logins) {
    if (!step.login.empty() && login.id == step.login) bind_account(login.authentication);
  }
  return do_on_wire(step);
}

RecipeResult Run::go() {
  bind_account(visit_.recipe.authentication);
  visit_.bindings.emplace("host", visit_.bench.product().host_of("main"));
  bind_image();
  keep_secrets();
  if (visit_.recipe.steps.empty()) (void)stop("the recipe has no steps");
  for (const auto& step : visit_.recipe.steps) {
    if (!do_step(step)) break;
    ++result_.steps;
  }
  bool is_done = !visit_.recipe.steps.empty() && result_.steps == visit_.recipe.steps.size();
  if (is_done && image_step_) is_done = await_fetch();
  if (is_done && image_step_ && !visit_.delivery.is_whole()) {
    recipes::do_meanwhile(visit_);
    is_done = stop("left alone once the image was delivered");
  }
  result_.done = is_done;
  result_.kept = std::move(kept_);
  return std::move(result_);
}

std::uint16_t first_open_port(const Observations& seen, std::string_view target) {
  for (const auto* open : seen.with_fact("port.open")) {
    const auto port = tcp_port_of(open->subject.endpoint);
    if (open->subject.target == target && port) return *port;
  }
  return 0;
}

}  // namespace

std::vector<const Recipe*> recipes_for(const Product& product, std::string_view purpose) {
  std::vector<const Recipe*> found;
  for (const auto& recipe : product.recipes) {
    if (recipe.purpose == purpose) found.push_back(&recipe);
  }
  return found;
}

const Recipe* find_recipe(const Product& product, std::string_view purpose, std::string_view of) {
  for (const auto* recipe : recipes_for(product, purpose)) {
    const bool is_of = of.empty() || recipe->authentication == of || recipe->asset == of || recipe->update == of;
    if (is_of) return recipe;
  }
  return nullptr;
}

bool can_break_off(const Recipe& recipe) {
  const auto first = std::find_if(recipe.steps.begin(), recipe.steps.end(), recipes::carries_image);
  return first != recipe.steps.end() && is_plain_http(*first);
}

bool is_served(const Recipe& recipe) {
  return std::any_of(recipe.steps.begin(), recipe.steps.end(), [](const RecipeStep& step) { return step.kind == "serve" && step.body.empty(); });
}

std::string_view name_of(RecipeResult::Fetch fetch) {
  switch (fetch) {
    case RecipeResult::Fetch::not_served: return "";
    case RecipeResult::Fetch::none: return "none";
    case RecipeResult::Fetch::part: return "part";
    case RecipeResult::Fetch::whole: return "whole";
  }
  return "none";
}

bool needs_nobody(const Recipe& recipe) {
  return std::none_of(recipe.steps.begin(), recipe.steps.end(), [](const RecipeStep& step) { return step.kind == "hand"; });
}

RecipeResult run_recipe(const Recipe& recipe, Bench& bench, const Bindings& given, ByteView image, const Delivery& delivery) {
  for (const auto effect : effects_of(recipe)) {
    if (bench.is_allowed(effect)) continue;
    RecipeResult refused;
    refused.why = "not allowed: the recipe may " + std::string(name_of(effect)) + " (--allow-disruptive)";
    return refused;
  }
  return Run(recipe, bench, given, image, delivery).go();
}

bool answers_now(Bench& bench, std::string_view target, std::uint16_t port) {
  if (port == 0) port = first_open_port(bench.seen(), target);
  if (port == 0) return false;
  return bench.network().connect(target, port, look_patience).has_value();
}

std::optional<milliseconds> await_answer(Bench& bench, std::string_view target, bool answering, milliseconds patience) {
  const auto began = bench.network().time();
  while (true) {
    if (answers_now(bench, target) == answering) return since(bench, began);
    if (since(bench, began) >= patience || !bench.network().wait(look_pause)) return std::nullopt;
  }
}

}  // namespace hoshi::probes
