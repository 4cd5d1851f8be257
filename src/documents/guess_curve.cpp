// Two panels over one axis of time: judged guesses, and how long each answer took.
// SPDX-License-Identifier: Apache-2.0
#include "documents/guess_curve.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "documents/html.h"

namespace hoshi::documents {
namespace {

// In units of the picture.
constexpr int width = 720;
constexpr int height = 400;
constexpr int left = 64;
constexpr int right = width - 16;
constexpr int upper_top = 24;
constexpr int upper_bottom = 150;
constexpr int lower_top = 180;
constexpr int lower_bottom = 330;
constexpr int legend_line = 388;
constexpr std::size_t points_max = 240;
constexpr std::int64_t time_max_ms = 3'600'000;  // what an honest measurement never reaches
constexpr int ticks_max = 8;
constexpr std::int64_t hours_of_year = 8'766;
constexpr std::int64_t hours_ceiling = 1'000'000'000;  // as probes/password_space.h reports longer times

struct Point {
  std::int64_t begin_ms = 0;
  std::int64_t took_ms = 0;
  char letter = 'u';
  bool is_parallel = false;

  bool is_right() const { return letter >= 'A' && letter <= 'Z'; }
  std::int64_t end_ms() const { return begin_ms + took_ms; }
};

std::vector<Point> points_of(const Observation& curve) {
  std::vector<Point> points;
  for (const auto& one : curve.value["points"].as_list()) {
    const auto& parts = one.as_list();
    if (parts.size() != 5 || parts[3].as_text().size() != 1 || points.size() >= points_max) continue;
    points.push_back({std::clamp<std::int64_t>(parts[1].as_integer(), 0, time_max_ms),
                      std::clamp<std::int64_t>(parts[2].as_integer(), 0, time_max_ms), parts[3].as_text().front(),
                      parts[4].as_integer() != 0});
  }
  std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.begin_ms < b.begin_ms; });
  return points;
}

// The least of 1, 2, 5 times a power of ten that gives no more than ticks_max steps.
std::int64_t step_for(std::int64_t range, std::int64_t least) {
  for (std::int64_t power = least;; power *= 10) {
    for (const std::int64_t step : {power, 2 * power, 5 * power}) {
      if (range / step <= ticks_max) return step;
    }
  }
}

class Picture {
 public:
  Picture(const ReportInput& input, const Observation& throttle, const Observation& curve)
      : input_(input), throttle_(throttle.value), curve_(curve.value), points_(points_of(curve)), login_(throttle.subject.reference) {
    for (const auto& point : points_) {
      end_ms_ = std::max(end_ms_, point.end_ms());
      longest_ms_ = std::max(longest_ms_, point.took_ms);
      judged_ += point.letter == 'r' ? 1 : 0;
    }
  }

  bool is_empty() const { return points_.empty(); }

  std::string write() {
    const std::string title = input_.text("curve.title", {{"login", login_}});
    html_.open("figure", " class=\"curve\"");
    html_.open("svg", fmt::format(" role=\"img\" viewBox=\"0 0 {} {}\" aria-label=\"{}\" font-size=\"12\" fill=\"currentColor\"",
                                  width, height, escaped(title)));
    html_.element("title", title).element("desc", description());
    locked_zone();
    axes();
    judged_line();
    for (const auto& point : points_) mark(point.letter, x_of(point.begin_ms), y_of(point.took_ms), point.is_parallel);
    legend();
    html_.close("svg");
    figures();
    html_.close("figure");
    return html_.take();
  }

 private:
  std::string word(std::string_view key) const { return input_.text("curve." + std::string(key)); }
  // Words of a closed list; anything else (evidence of strangers) is not known.
  std::string word_of(std::string_view list, const std::string& name) const {
    const std::string key = "curve." + std::string(list) + "." + name;
    return input_.text(input_.words.has(key) ? key : "curve." + std::string(list) + ".unknown");
  }
  std::string number(std::string_view key) const { return std::to_string(throttle_[key].as_integer()); }
  std::string seconds(std::int64_t ms) const { return std::to_string((ms + 500) / 1000); }
  std::int64_t locked_at() const { return std::clamp<std::int64_t>(curve_["locked_at_ms"].as_integer(), 0, end_ms_); }
  std::int64_t open_again() const { return std::clamp<std::int64_t>(curve_["open_again_ms"].as_integer(), 0, end_ms_); }

  int x_of(std::int64_t ms) const { return left + static_cast<int>(ms * (right - left) / end_ms_); }
  int y_of(std::int64_t ms) const {
    return lower_bottom - static_cast<int>(ms * (lower_bottom - lower_top) / longest_ms_);
  }
  int y_of_count(std::int64_t count) const {
    return upper_bottom - static_cast<int>(count * (upper_bottom - upper_top) / std::max<std::int64_t>(1, judged_));
  }

  void line(int x1, int y1, int x2, int y2, std::string_view more = "") {
    html_.raw(fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"currentColor\"{}/>", x1, y1, x2, y2, more));
  }
  void label(int x, int y, const std::string& text, std::string_view anchor) {
    html_.open("text", fmt::format(" x=\"{}\" y=\"{}\" text-anchor=\"{}\"", x, y, anchor)).text(text).close("text");
  }

  std::string description() const {
    const auto tries = std::count_if(points_.begin(), points_.end(), [](const Point& point) { return !point.is_right(); });
    std::string said = input_.text("curve.desc", {{"judged", std::to_string(judged_)},
                                                  {"tries", std::to_string(tries)},
                                                  {"seconds", seconds(end_ms_)},
                                                  {"class", word_of("classes", throttle_["class"].as_text())}});
    if (locked_at() == 0) return said;
    const bool is_open_again = open_again() > locked_at();
    return said + " " + input_.text(is_open_again ? "curve.desc_open" : "curve.desc_locked",
                                    {{"from", seconds(locked_at())}, {"to", seconds(open_again())}});
  }

  void locked_zone() {
    if (locked_at() == 0) return;
    const int from = x_of(locked_at());
    const int to = open_again() > locked_at() ? x_of(open_again()) : right;
    html_.raw(fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill-opacity=\"0.08\" stroke=\"currentColor\" "
                          "stroke-dasharray=\"4 3\"/>", from, upper_top, std::max(1, to - from), lower_bottom - upper_top));
    label((from + to) / 2, upper_top - 8, word("locked"), "middle");
  }

  void axes() {
    for (const int bottom : {upper_bottom, lower_bottom}) line(left, bottom, right, bottom);
    line(left, upper_top, left, upper_bottom);
    line(left, lower_top, left, lower_bottom);
    const auto time_step = step_for(end_ms_, 1000);
    for (std::int64_t at = 0; at <= end_ms_; at += time_step) {
      line(x_of(at), lower_bottom, x_of(at), lower_bottom + 4);
      label(x_of(at), lower_bottom + 17, std::to_string(at / 1000), "middle");
    }
    const auto count_step = 2 * step_for(judged_, 1);
    for (std::int64_t count = 0; count <= judged_; count += count_step) {
      line(left - 4, y_of_count(count), left, y_of_count(count));
      label(left - 8, y_of_count(count) + 4, std::to_string(count), "end");
    }
    const auto took_step = 2 * step_for(longest_ms_, 10);
    for (std::int64_t took = 0; took <= longest_ms_; took += took_step) {
      line(left - 4, y_of(took), left, y_of(took));
      label(left - 8, y_of(took) + 4, fmt::format("{}.{:02}", took / 1000, took % 1000 / 10), "end");
    }
    label(left, upper_top - 8, word("judged_axis"), "start");
    label(left, lower_top - 8, word("took_axis"), "start");
    label((left + right) / 2, lower_bottom + 33, word("time_axis"), "middle");
  }

  void judged_line() {
    std::vector<std::int64_t> ends;
    for (const auto& point : points_) {
      if (point.letter == 'r') ends.push_back(point.end_ms());
    }
    std::sort(ends.begin(), ends.end());
    std::string path = fmt::format("M{} {}", left, upper_bottom);
    std::int64_t count = 0;
    for (const auto end : ends) path += fmt::format("H{}V{}", x_of(end), y_of_count(++count));
    html_.raw(fmt::format("<path d=\"{}H{}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>", path, right));
  }

  // Shapes, not colours: circle, square, triangle, cross.
  void mark(char letter, int x, int y, bool is_small) {
    const int size = is_small ? 2 : 4;
    if (letter == 'A') {
      html_.raw(fmt::format("<path d=\"M{} {}l5 9h-10z\"/>", x, y - 6));
    } else if (letter >= 'A' && letter <= 'Z') {
      html_.raw(fmt::format("<path d=\"M{} {}l10 10m0 -10l-10 10\" stroke=\"currentColor\" stroke-width=\"2.5\"/>", x - 5, y - 5));
    } else if (letter == 'r') {
      html_.raw(fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"none\" stroke=\"currentColor\"/>", x, y, size));
    } else {
      html_.raw(fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", x - size, y - size, 2 * size, 2 * size));
    }
  }

  void legend() {
    constexpr std::array<std::pair<char, std::string_view>, 4> entries{
        {{'r', "wrong"}, {'l', "shut"}, {'A', "right"}, {'R', "right_shut"}}};
    int x = left;
    for (const auto& [letter, key] : entries) {
      mark(letter, x, legend_line - 4, false);
      label(x + 12, legend_line, word(key), "start");
      x += (right - left) / static_cast<int>(entries.size());
    }
  }

  void term(std::string_view key, const std::string& value) { html_.element("dt", word(key)).element("dd", value); }

  std::string duration(std::string_view key) const {
    const auto hours = throttle_[key].as_integer();
    const auto years = hours / hours_of_year;
    if (hours >= hours_ceiling) return input_.text("curve.longer", {{"years", std::to_string(years)}});
    if (years > 1) return input_.text("curve.years", {{"years", std::to_string(years)}});
    return input_.text("curve.hours", {{"hours", hours > 0 ? std::to_string(hours) : "< 1"}});
  }

  void lock_figures() {
    if (throttle_["lock_after_tries"].as_integer() == 0) return;
    const auto recovery = throttle_["recovery_ms"].as_integer();
    term("lock", input_.text(recovery > 0 ? "curve.lock_value" : "curve.lock_value_long",
                             {{"tries", number("lock_after_tries")},
                              {"seconds", seconds(recovery)},
                              {"scope", word_of("scopes", throttle_["scope"].as_text())}}));
    if (throttle_["sources"].as_integer() < 2) html_.element("dd", word("one_source"), " class=\"small soft\"");
  }

  void figures() {
    html_.open("figcaption").open("dl", " class=\"small\"");
    term("class", word_of("classes", throttle_["class"].as_text()));
    term("best", input_.text("curve.best_value", {{"sustained", number("sustained_per_hour")},
                                                  {"serial", number("serial_per_hour")},
                                                  {"connections", number("connections")},
                                                  {"parallel", number("parallel_per_hour")}}));
    lock_figures();
    if (throttle_["cap"].as_integer() > 0) term("cap", input_.text("curve.cap_value", {{"cap", number("cap")}}));
    const bool has_none = throttle_["cap"].as_integer() == 0 && throttle_["cap_tried"].as_integer() > 0;
    if (has_none) term("cap", input_.text("curve.cap_none", {{"tried", number("cap_tried")}}));
    if (throttle_["sustained_per_hour"].as_integer() > 0) times();
    html_.close("dl");
    html_.element("p", word("support_only"), " class=\"small soft\"").close("figcaption");
  }

  void times() {
    const auto& basis = throttle_["default_space"].as_text();
    if (basis == "generation" || basis == "list") {
      term("default_time", duration("exhaust_default_hours") + " (" + word("space." + basis) + ")");
    }
    term("user_time", duration("exhaust_user_hours"));
  }

  const ReportInput& input_;
  const Value& throttle_;
  const Value& curve_;
  std::vector<Point> points_;
  std::string login_;
  std::int64_t end_ms_ = 1000;
  std::int64_t longest_ms_ = 10;
  std::int64_t judged_ = 0;
  Html html_{};
};

}  // namespace

std::string guess_curve(const ReportInput& input, const Observation& throttle) {
  for (const auto* curve : input.observations.with_fact("login.curve")) {
    if (!(curve->subject == throttle.subject)) continue;
    Picture picture(input, throttle, *curve);
    return picture.is_empty() ? "" : picture.write();
  }
  return "";
}

}  // namespace hoshi::documents
