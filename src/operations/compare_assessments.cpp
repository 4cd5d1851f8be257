// Comparison of two assessments.
// SPDX-License-Identifier: Apache-2.0
#include "operations/compare_assessments.h"

#include <map>

#include "base/file.h"
#include "domain/observation.h"
#include "operations/case_folder.h"
#include "operations/scratch_folder.h"
#include "operations/seal_evidence.h"

namespace hoshi::operations {
namespace {

struct Side {
  std::map<std::string, std::string> verdicts;  // criterion → name
  std::map<std::string, std::string> facts;     // id → one line
  std::string firmware;
  std::string model;
  std::string scheme;
};

std::string line_of(const Value& observation) {
  const Value& subject = observation["subject"];
  return observation["fact"].as_text() + " " + subject["target"].as_text() + " " + subject["endpoint"].as_text() + " " +
         subject["reference"].as_text() + " " + to_json(observation["value"]);
}

Result<Side> read_side(const std::filesystem::path& file, const std::filesystem::path& scratch) {
  const auto folder = HOSHI_TRY(as_folder(file, scratch));
  const std::string text = HOSHI_TRY(read_file(folder / "assessment.json"));
  const Value assessment = HOSHI_TRY(parse_json(text));
  if (assessment["format"].as_text() != "hoshi-assessment/1") return fail(ErrorCode::invalid_input, file.string() + ": holds no assessment");
  Side side;
  for (const auto& criterion : assessment["criteria"].as_list()) side.verdicts[criterion["id"].as_text()] = criterion["verdict"].as_text();
  for (const auto& one : assessment["observations"].as_list()) {
    if (!one["fact"].as_text().starts_with("probe.")) side.facts[one["id"].as_text()] = line_of(one);
  }
  const Value& product = assessment["product"]["product"];
  side.firmware = product["firmware"].as_text();
  side.model = product["model"].as_text();
  side.scheme = assessment["scheme"]["sha256"].as_text();
  return side;
}

// 0 fail, 1 inconclusive, 2 satisfied: lower is worse.
int rank(const std::string& verdict) { return verdict == "fail" ? 0 : verdict == "inconclusive" ? 1 : 2; }

class Writer {
 public:
  Writer(const Home& home, const Side& before, const Side& after) : home_(home), before_(before), after_(after) {}

  Comparison write() {
    changed("diff.model", before_.model, after_.model);
    changed("diff.firmware", before_.firmware, after_.firmware);
    if (before_.scheme != after_.scheme) say(home_.text("diff.scheme"));
    for (const auto& [criterion, verdict] : after_.verdicts) verdict_of(criterion, verdict);
    for (const auto& [criterion, verdict] : before_.verdicts) {
      if (!after_.verdicts.contains(criterion)) verdict_of(criterion, "inconclusive");
    }
    facts("diff.gone", before_.facts, after_.facts, "- ");
    facts("diff.new", after_.facts, before_.facts, "+ ");
    if (!result_.different) result_.text = home_.text("diff.same") + "\n";
    return std::move(result_);
  }

 private:
  void say(const std::string& line) {
    result_.text += line + "\n";
    result_.different = true;
  }
  void changed(std::string_view key, const std::string& from, const std::string& to) {
    if (from != to) say(home_.text(key, {{"from", from}, {"to", to}}));
  }
  void verdict_of(const std::string& criterion, const std::string& now) {
    const auto found = before_.verdicts.find(criterion);
    const std::string then = found != before_.verdicts.end() ? found->second : "inconclusive";
    if (then == now) return;
    const bool worse = rank(now) < rank(then);
    result_.worse = result_.worse || worse;
    say(home_.text(worse ? "diff.worse" : rank(now) > rank(then) ? "diff.better" : "diff.other",
                   {{"criterion", criterion}, {"from", home_.text("verdict." + then)}, {"to", home_.text("verdict." + now)}}));
  }
  void facts(std::string_view key, const std::map<std::string, std::string>& of,
             const std::map<std::string, std::string>& other, const std::string& mark) {
    bool first = true;
    for (const auto& [id, line] : of) {
      if (other.contains(id)) continue;
      if (first) say(home_.text(key));
      first = false;
      say("  " + mark + line);
    }
  }

  const Home& home_;
  const Side& before_;
  const Side& after_;
  Comparison result_{};
};

}  // namespace

Result<Comparison> compare_assessments(const Home& home, const std::filesystem::path& before,
                                       const std::filesystem::path& after) {
  const ScratchFolder scratch = HOSHI_TRY(ScratchFolder::create());
  const Side first = HOSHI_TRY(read_side(before, scratch.path() / "before"));
  const Side second = HOSHI_TRY(read_side(after, scratch.path() / "after"));
  return Writer(home, first, second).write();
}

}  // namespace hoshi::operations
