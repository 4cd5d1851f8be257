// Asks for what is declared protected without logging in, with a control that may.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <optional>

#include "base/encoding.h"
#include "base/text.h"
#include "probes/http_reading.h"
#include "probes/http_session.h"
#include "probes/http_surfaces.h"

namespace hoshi::probes {
namespace {

using protocols::http::Request;

constexpr std::chrono::seconds rest{25};  // 10 requests a minute give back four of them
constexpr std::size_t random_path_bytes = 8;
constexpr std::size_t well_known_limit = 100;
constexpr std::chrono::milliseconds slow_answer{2500};  // the slowest page of the zoo: under 1 s; no way to the host: 3 s
constexpr int slow_answers_limit = 3;           // in a row; a hundred more would tell nothing and keep a small device busy

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused", "access.not_tried", "asset.seen_in_clear"};
}

std::vector<Task> plan(const PlanInput& input) {
  auto tasks = http_tasks(input, "http_access");
  for (const auto& request : input.product.requests) {
    const auto* route = input.product.route(request.route);
    if (route == nullptr || !is_http_route(*route)) continue;
    const bool is_ours =
        std::find(input.targets.begin(), input.targets.end(), route->target) != input.targets.end();
    if (is_ours) tasks.push_back({"http_access", route->target, route->endpoint(), request.id});
  }
  return tasks;
}

// A path beside the given one that no device knows: same folder, same ending.
std::string neighbour(transport::Network& network, std::string_view path) {
  const std::string_view plain = path.substr(0, path.find('?'));
  const auto slash = plain.rfind('/');
  const auto dot = plain.rfind('.');
  const bool has_ending = dot != std::string_view::npos && slash != std::string_view::npos && dot > slash;
  return std::string(plain.substr(0, slash + 1)) + to_hex(network.random(random_path_bytes)) +
         std::string(has_ending ? plain.substr(dot) : "");
}

struct Seen {
  HttpReading reading;
  HttpLikeness likeness;
  std::size_t bytes = 0;
  bool is_content() const { return reading.meaning == HttpMeaning::content; }
};

// Everything the decision on one declared request rests on. Nothing = no answer.
struct Evidence {
  std::optional<Seen> anonymous;
  std::optional<Seen> logged_in;    // nothing without a test account, too
  std::optional<Seen> random_path;  // asked only when the anonymous answer was content
  bool is_repeatable = true;        // asked again, both got what they got before
};

// An answer; nothing when the device is why there is none; an error when we are.
Result<std::optional<Seen>> seen_from(Bench& bench, const HttpEndpoint& endpoint, std::string_view path,
                                      const Result<HttpAnswer>& answer) {
  if (!answer && is_device_trouble(answer.error())) return std::optional<Seen>{};
  if (!answer) return tl::unexpected<Error>(answer.error());
  Seen seen;
  seen.reading = read_answer(bench.network(), endpoint, answer->response);
  seen.likeness = likeness_of(bench.network(), answer->response, path);
  seen.bytes = answer->response.body.size();
  return std::optional(std::move(seen));
}

Result<std::optional<Seen>> get_seen(Bench& bench, const HttpEndpoint& endpoint, std::string_view path) {
  return seen_from(bench, endpoint, path, get_http(bench.network(), endpoint, path));
}

Request request_for(const hoshi::Request& declared) {
  Request request;
  request.path = declared.path;
  request.method = declared.operation == "write" ? "POST" : "GET";
  return request;
}

// 429 or 503 says nothing about authentication; after a rest it may.
Result<HttpAnswer> ask_patiently(Bench& bench, const std::function<Result<HttpAnswer>()>& ask) {
  auto answer = ask();
  const bool is_later = answer && (answer->response.status == 429 || answer->response.status == 503);
  return is_later && bench.network().wait(rest) ? ask() : std::move(answer);
}

Result<std::optional<Seen>> as_nobody(Bench& bench, const HttpEndpoint& endpoint, const hoshi::Request& declared) {
  const auto ask = [&] { return ask_http(bench.network(), endpoint, request_for(declared)); };
  return seen_from(bench, endpoint, declared.path, ask_patiently(bench, ask));
}

// A form logs in once, as some devices keep one session only; the others sign each request by itself.
Result<std::optional<Seen>> as_test_account(Bench& bench, const HttpEndpoint& endpoint, const hoshi::Request& declared,
                                            std::optional<HttpSession>& session) {
  const auto account = http_account(bench.product(), bench, declared.route);
  if (!account) return std::optional<Seen>{};
  if (!session || account->login->kind != "form") {
    auto begun = HttpSession::log_in(bench.network(), endpoint, *account->login, *account->credential);
    if (!begun && is_device_trouble(begun.error())) return std::optional<Seen>{};
    if (!begun) return tl::unexpected<Error>(begun.error());
    session = std::move(*begun);
  }
  const auto ask = [&] { return session->ask(request_for(declared)); };
  return seen_from(bench, endpoint, declared.path, ask_patiently(bench, ask));
}

// What looks like a login page but is what a logged-in user gets as well: a page of settings with a
// password field.
bool is_same_page(const Evidence& evidence) {
  return evidence.anonymous->reading.how == "login_page" && evidence.logged_in &&
         is_alike(evidence.anonymous->likeness, evidence.logged_in->likeness);
}

Result<Evidence> gather(Bench& bench, const HttpEndpoint& endpoint, const hoshi::Request& declared,
                        std::optional<HttpSession>& session) {
  Evidence evidence;
  evidence.anonymous = HOSHI_TRY(as_nobody(bench, endpoint, declared));
  if (!evidence.anonymous) return evidence;
  evidence.logged_in = HOSHI_TRY(as_test_account(bench, endpoint, declared, session));
  if (evidence.anonymous->is_content() || is_same_page(evidence)) {
    evidence.random_path = HOSHI_TRY(get_seen(bench, endpoint, neighbour(bench.network(), declared.path)));
  }
  return evidence;
}

struct Decision {
  enum class Kind { unauthenticated, refused, not_tried } kind = Kind::not_tried;
  std::string how;  // of refusals; why nothing was tried
  bool control = false;
  bool is_certain = true;  // false: somebody has to look whether this was the protected content
};

// The test account got content that is not what everybody gets.
bool has_control(const Evidence& evidence) {
  return evidence.logged_in && evidence.logged_in->is_content() &&
         !is_alike(evidence.logged_in->likeness, evidence.anonymous->likeness);
}

Decision decide_content(const Evidence& evidence) {
  const auto& anonymous = *evidence.anonymous;
  if (!evidence.random_path) return {Decision::Kind::not_tried, "no_answer_to_a_random_path"};
  if (is_alike(anonymous.likeness, evidence.random_path->likeness)) {
    // Devices that answer 200 to everything: this answer is not the content.
    if (has_control(evidence)) return {Decision::Kind::refused, "same_as_any_path", true};
    return {Decision::Kind::not_tried, "answers_everything_alike"};
  }
  const bool is_certain = anonymous.is_content() && !anonymous.reading.is_doubtful && !has_control(evidence);
  return {Decision::Kind::unauthenticated, "", true, is_certain};
}

// The same path was open to anybody when http_pages looked: a device that changes its mind proves nothing.
bool was_open_before(const Task& task, const Observations& seen, std::string_view path) {
  const auto pages = seen.with_fact("http.page");
  return std::any_of(pages.begin(), pages.end(), [&](const Observation* page) {
    const auto status = page->value["status"].as_integer();
    const bool is_there = page->subject.target == task.target && page->subject.endpoint == task.endpoint;
    return is_there && page->value["path"].as_text() == printable(path) && status >= 200 && status < 300 &&
           page->value["authentication"].as_text() == "none";
  });
}

Decision decide(const Evidence& evidence) {
  if (!evidence.anonymous) return {Decision::Kind::not_tried, "no_answer"};
  const auto& reading = evidence.anonymous->reading;
  switch (reading.meaning) {
    case HttpMeaning::refused:
      // Either the settings themselves, or a login that did not work: a person has to look.
      if (is_same_page(evidence) && evidence.random_path) return decide_content(evidence);
      return {Decision::Kind::refused, reading.how, has_control(evidence)};
    case HttpMeaning::missing:
      if (has_control(evidence)) return {Decision::Kind::refused, reading.how, true};
      return {Decision::Kind::not_tried, "not_there_" + reading.how};
    case HttpMeaning::trouble: return {Decision::Kind::not_tried, "answered_" + reading.how};
    case HttpMeaning::content: return decide_content(evidence);
  }
  return {};
}

std::string_view protected_word(const Asset* asset, bool is_certain) {
  if (asset == nullptr || (asset->is_protected && !is_certain)) return "unknown";
  return asset->is_protected ? "yes" : "no";
}

void report_clear(const Task& task, Bench& bench, const hoshi::Request& declared, std::string_view how) {
  bench.observe("asset.seen_in_clear", {task.target, task.endpoint, declared.asset},
                object({{"route", declared.route}, {"what", "response body"}, {"how", how}}));
}

void report(const Task& task, Bench& bench, const HttpEndpoint& endpoint, const hoshi::Request& declared,
            const Evidence& evidence) {
  const auto* asset = bench.product().asset(declared.asset);
  const Decision decision = decide(evidence);
  const Subject subject{task.target, task.endpoint, declared.asset};
  Value value = object(
      {{"route", declared.route}, {"operation", declared.operation}, {"what", printable(declared.path)}});
  const bool is_secret =
      asset != nullptr && asset->is_protected && !endpoint.tls && declared.operation == "read";
  switch (decision.kind) {
    case Decision::Kind::unauthenticated:
      value.set("protected", protected_word(asset, decision.is_certain));
      value.set("bytes", static_cast<std::uint64_t>(evidence.anonymous->bytes));
      bench.observe("access.unauthenticated", subject, value);
      if (is_secret && decision.is_certain) report_clear(task, bench, declared, "read without logging in");
      break;
    case Decision::Kind::refused:
      value.set("how", decision.how);
      value.set("control", decision.control && evidence.is_repeatable && !was_open_before(task, bench.seen(), declared.path));
      bench.observe("access.refused", subject, value);
      break;
    case Decision::Kind::not_tried:
      bench.observe("access.not_tried", subject, object({{"route", declared.route}, {"why", decision.how}}));
      break;
  }
  if (is_secret && evidence.anonymous && has_control(evidence))
    report_clear(task, bench, declared, "read with the test account");
}

// Whoever answers by chance lets an account in now and then: a control that counts holds twice. Nothing is written twice.
Result<void> repeat_control(Bench& bench, const HttpEndpoint& endpoint, const hoshi::Request& declared,
                            std::optional<HttpSession>& session, Evidence& evidence) {
  const Decision decision = decide(evidence);
  if (decision.kind != Decision::Kind::refused || !decision.control || declared.operation == "write") return {};
  Evidence again;
  again.anonymous = HOSHI_TRY(as_nobody(bench, endpoint, declared));
  again.logged_in = HOSHI_TRY(as_test_account(bench, endpoint, declared, session));
  const bool is_same = again.anonymous && again.anonymous->reading.meaning == evidence.anonymous->reading.meaning;
  evidence.is_repeatable = is_same && has_control(again);
  return {};
}

Result<void> run_declared(const Task& task, Bench& bench, const hoshi::Request& declared) {
  const auto endpoint = http_endpoint(bench, task.target, task.endpoint);
  if (declared.operation == "write" && !bench.disruption_allowed()) {
    bench.observe("access.not_tried", {task.target, task.endpoint, declared.asset},
                  object({{"route", declared.route}, {"why", "writing_needs_allow_disruptive"}}));
    return {};
  }
  std::optional<HttpSession> session;
  Evidence evidence = HOSHI_TRY(gather(bench, endpoint, declared, session));
  HOSHI_CHECK(repeat_control(bench, endpoint, declared, session, evidence));
  report(task, bench, endpoint, declared, evidence);
  return {};
}

bool is_declared(const Product& product, const Task& task, std::string_view path) {
  const auto* route = product.route_at(task.target, task.endpoint);
  return route != nullptr &&
         std::any_of(product.requests.begin(), product.requests.end(),
                     [&](const auto& request) { return request.route == route->id && request.path == path; });
}

// The content has one of the marks that the data names, when it names any.
bool is_expected(const Value& marks, std::string_view body) {
  const auto& list = marks.as_list();
  return list.empty() || std::any_of(list.begin(), list.end(), [&](const Value& mark) {
           return contains_ignoring_case(body, mark.as_text());
         });
}

bool is_html(std::string_view body) {
  const std::string start = lower(trimmed(body.substr(0, 512)));
  return start.starts_with("<!doctype html") || start.find("<html") != std::string::npos;
}

// One well-known path that the description does not speak of; content there is for a person to judge.
Result<void> try_well_known(const Task& task, Bench& bench, const HttpEndpoint& endpoint,
                            const Value& entry) {
  const std::string& path = entry["path"].as_text();
  const auto answer = get_http(bench.network(), endpoint, path);
  const auto seen = HOSHI_TRY(seen_from(bench, endpoint, path, answer));
  if (!seen || !seen->is_content() || answer->response.status != 200) return {};
  const std::string_view body = answer->response.body;
  if (!is_expected(entry["contains"], body) || (is_html(body) && !entry["html"].as_bool())) return {};
  const auto random_path = HOSHI_TRY(get_seen(bench, endpoint, neighbour(bench.network(), path)));
  if (!random_path || is_alike(seen->likeness, random_path->likeness)) return {};
  const auto* route = bench.product().route_at(task.target, task.endpoint);
  bench.observe("access.unauthenticated", {task.target, task.endpoint, ""},
                object({{"route", route != nullptr ? route->id : ""},
                        {"operation", "read"},
                        {"what", path},
                        {"protected", "unknown"},
                        {"bytes", static_cast<std::uint64_t>(seen->bytes)}}));
  return {};
}

Result<void> run_well_known(const Task& task, Bench& bench) {
  const auto& paths = bench.knowledge("http_paths")["path"].as_list();
  if (paths.empty()) return fail(ErrorCode::internal, "knowledge/http_paths has no paths");
  const auto endpoint = http_endpoint(bench, task.target, task.endpoint);
  int slow_answers = 0;
  for (std::size_t i = 0; i < paths.size() && i < well_known_limit; ++i) {
    if (is_declared(bench.product(), task, paths[i]["path"].as_text())) continue;
    const auto began = bench.network().time();
    HOSHI_CHECK(try_well_known(task, bench, endpoint, paths[i]));
    slow_answers = bench.network().time() - began < slow_answer ? 0 : slow_answers + 1;
    if (slow_answers == slow_answers_limit) {
      return fail(ErrorCode::unavailable, "the service answers too slowly to ask it for well-known paths");
    }
  }
  return {};
}

Result<void> run(const Task& task, Bench& bench) {
  if (task.reference.empty()) return run_well_known(task, bench);
  for (const auto& request : bench.product().requests) {
    if (request.id == task.reference) return run_declared(task, bench, request);
  }
  return fail(ErrorCode::not_found, "no request " + task.reference);
}

}  // namespace

extern const Probe probe_http_access;
const Probe probe_http_access{
    "http_access", Phase::access, Intrusion::active, std::chrono::seconds(300), facts, plan, run, false, false, {Effect::overwrite}};

}  // namespace hoshi::probes
