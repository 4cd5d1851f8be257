// The main verb of Hoshi.
// SPDX-License-Identifier: Apache-2.0
#include "operations/assess_product.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "operations/allowed_effects.h"
#include "operations/bench_acts.h"
#include "operations/lab_evidence.h"
#include "operations/lab_stages.h"
#include "operations/left_changes.h"
#include "operations/preflight.h"
#include "operations/selection.h"
#include "operations/targets.h"

namespace hoshi::operations {
namespace {

namespace fs = std::filesystem;

Value tasks_value(const agent::JournalState& state) {
  ValueList tasks;
  for (const auto& [id, record] : state.ended) {
    ValueList lanes;
    for (const auto& [lane, text] : record.transcripts) lanes.emplace_back(lane);
    tasks.push_back(object({{"id", id},
                            {"probe", record.task.probe},
                            {"target", record.task.target},
                            {"endpoint", record.task.endpoint},
                            {"reference", record.task.reference},
                            {"status", record.status == agent::TaskStatus::done ? "done" : "failed"},
                            {"kind", record.kind},
                            {"why", record.why},
                            {"lanes", lanes}}));
  }
  return tasks;
}

Value documents_value(const CaseInput& input) {
  ValueList documents;
  for (const auto& [id, document] : input.documents) {
    documents.push_back(object({{"id", id}, {"path", document.path}, {"sha256", document.sha256}}));
  }
  return documents;
}

Value artifacts_value(const CaseInput& input) {
  ValueList artifacts;
  for (const auto& one : artifacts_of(input)) {
    artifacts.push_back(object({{"id", one.id}, {"path", one.path}, {"sha256", one.sha256}}));
  }
  return artifacts;
}

Value accounts_value(const CaseInput& input) {
  ValueList accounts;
  for (const auto& one : input.credentials) {
    accounts.push_back(object({{"authentication", one.authentication}, {"account", one.account}, {"second", one.second}, {"next", !one.next.empty()}}));
  }
  return accounts;
}

Value permission_value(const Permission& permission) {
  return object({{"owner", permission.owner},
                 {"permitted_by", permission.permitted_by},
                 {"scope", permission.scope},
                 {"date", permission.date}});
}

// Practice 3: who owns the device, who permits the test, in which bounds. Asked before anything is sent.
Result<Permission> settle_permission(const Home& home, const Product& product, const AssessOptions& options,
                                     const Conversation& talk) {
  Permission permission = product.permission;
  const std::vector<std::pair<std::string, std::string*>> fields{{"owner", &permission.owner},
                                                                 {"permitted_by", &permission.permitted_by},
                                                                 {"scope", &permission.scope},
                                                                 {"date", &permission.date}};
  for (const auto& [name, text] : fields) {
    if (!text->empty()) continue;
    if (!options.unattended && talk.ask) {
      if (auto answer = talk.ask(home.text("ask.permission_" + name))) *text = trimmed(*answer);
    }
    if (text->empty()) return fail(ErrorCode::forbidden, home.text("ask.permission_missing", {{"field", "permission." + name}}));
  }
  return permission;
}

Value hashes_of_artifacts(const CaseInput& input) {
  Value hashes = ValueMap{};
  for (const auto& one : artifacts_of(input)) hashes.set(one.id, one.sha256);
  return hashes;
}

// Artifacts may come later (a dump after the reset), but those that were looked at must be the same still.
bool is_same_case(Value former, const Value& now) {
  for (const auto& [id, hash] : former["artifacts"].as_map()) {
    if (!(hash == now["artifacts"][id])) return false;
  }
  former.set("artifacts", now["artifacts"]);
  return former == now;
}

// What the facts of a folder are about. They may be used again only for the same: facts of another unit at another
// address would else be told of this one.
Value case_mark(const Scheme& scheme, const CaseInput& input, const AssessOptions& options) {
  Value documents = ValueMap{};
  for (const auto& [id, document] : input.documents) documents.set(id, document.sha256);
  Value targets = ValueMap{};
  for (const auto& [name, hosts] : options.targets) targets.set(name, ValueList(hosts.begin(), hosts.end()));
  for (const auto& [unit, host] : options.units) targets.set("unit_" + unit, host);
  return object({{"product", sha256_hex(input.product_text)},
                 {"scheme", scheme.sha256},
                 {"documents", documents},
                 {"artifacts", hashes_of_artifacts(input)},
                 {"targets", targets}});
}

// The mark of what is in the folder; null when there is nothing of ours.
Value former_mark(const fs::path& out) {
  const auto unfinished = read_file(out / spool_folder / "case.json");
  if (unfinished) return parse_json(*unfinished).value_or(Value());
  const auto run = read_file(out / "run.json");
  return run ? parse_json(*run).value_or(Value())["case"] : Value();
}

Result<void> settle_folder(const Home& home, const AssessOptions& options, const Value& mark) {
  std::error_code none;
  const bool there = fs::exists(options.out, none) && !fs::is_empty(options.out, none);
  if (there && !options.resume) {
    return fail(ErrorCode::invalid_input, home.text("assess.folder_not_empty", {{"folder", options.out.string()}}));
  }
  const Value former = there ? former_mark(options.out) : mark;
  if (former.is_null()) return fail(ErrorCode::invalid_input, home.text("assess.folder_not_ours", {{"folder", options.out.string()}}));
  if (!is_same_case(former, mark)) return fail(ErrorCode::conflict, home.text("assess.case_changed", {{"folder", options.out.string()}}));
  HOSHI_CHECK(make_folder(options.out / spool_folder));
  const fs::path trial = options.out / spool_folder / "trial";
  HOSHI_CHECK(write_file(trial, "x"));
  fs::remove(trial, none);
  return write_file(options.out / spool_folder / "case.json", to_json(mark));
}

struct Prepared {
  Scheme scheme;
  CaseInput input;
  std::map<std::string, Value, std::less<>> knowledge;
  ReachableTargets reachable;
  agent::ScheduleOptions schedule;
};

Result<Prepared> prepare(const Home& home, const AssessOptions& options) {
  Prepared prepared;
  prepared.scheme = HOSHI_TRY(open_scheme(home, scheme_folder(home, options.scheme)));
  const Level* level = prepared.scheme.level(options.level);
  if (level == nullptr || !level->assessable) {
    return fail(ErrorCode::invalid_input, home.text("assess.level_not_assessable", {{"level", std::to_string(options.level)}, {"note", level != nullptr ? level->note.in(home.language) : ""}}));
  }
  prepared.input = HOSHI_TRY(read_case(home, prepared.scheme, options.paths));
  prepared.knowledge = HOSHI_TRY(read_knowledge(home.data / "knowledge"));
  prepared.reachable = HOSHI_TRY(reachable_targets(options, prepared.input.product));
  prepared.schedule = HOSHI_TRY(select_probes(home, prepared.scheme, options.only, options.skip));
  return prepared;
}

Value run_value(const Home& home, const AssessOptions& options, const Prepared& prepared, const Permission& permission,
                const std::vector<probes::Effect>& allowed, const std::string& today) {
  ValueList targets(prepared.reachable.names.begin(), prepared.reachable.names.end());
  Value hosts = ValueMap{};
  for (const auto& [name, named] : options.targets) hosts.set(name, named.front());
  for (const auto& [unit, host] : options.units) hosts.set("unit_" + unit, host);
  return object({{"format", "hoshi-run/1"},
                 {"tool", home.tool},
                 {"date", today},
                 {"scheme", prepared.scheme.id},
                 {"level", options.level},
                 {"targets", targets},
                 {"hosts", hosts},
                 {"addresses", prepared.reachable.addresses},
                 {"disruption_allowed", !allowed.empty()},
                 {"allowed_effects", to_value(allowed)},
                 {"rate_per_second", std::int64_t{options.rate_per_second}},
                 {"permission", permission_value(permission)},
                 {"sources", static_cast<std::int64_t>(std::max<std::size_t>(1, options.sources.size()))},
                 {"artifacts", artifacts_value(prepared.input)},
                 {"accounts", accounts_value(prepared.input)},
                 {"documents", documents_value(prepared.input)}});
}

// The recorded bytes must give the same facts again; a difference is told and written down, never hidden.
Value replay_check(const agent::Supplies& supplies, const agent::JournalState& state) {
  agent::Supplies without_secrets = supplies;
  for (auto& one : without_secrets.credentials) {
    one.password = "********";
    if (!one.next.empty()) one.next = "********";
  }
  const auto replayed = agent::replay(without_secrets, state, &supplies);
  const Observations live = agent::observations_of(state);
  ValueList differences;
  for (const auto& text : replayed.differences) differences.emplace_back(text);
  for (const auto& one : live.all()) {
    if (replayed.observations.find(one.id) == nullptr) differences.emplace_back(one.probe + " " + one.fact + " " + one.id + ": not seen in replay");
  }
  for (const auto& one : replayed.observations.all()) {
    if (live.find(one.id) == nullptr) differences.emplace_back(one.probe + " " + one.fact + " " + one.id + ": only seen in replay");
  }
  return object({{"same", differences.empty()}, {"differences", differences}});
}

Result<AssessOutcome> conclude(const Home& home, const AssessOptions& options, Prepared& prepared,
                               agent::RunOutcome ran, Value run, const Conversation& talk, documents::Colour colour,
                               std::size_t columns) {
  ValueList layers(ran.sandbox.begin(), ran.sandbox.end());
  run.set("sandbox", layers);
  run.set("tasks", tasks_value(ran.state));
  run.set("interrupted", ran.interrupted);
  for (const auto& left : left_values(home, ran.state)) talk.say(left);
  const agent::Supplies supplies = supplies_of(prepared.input, prepared.knowledge, run);
  run.set("replay", replay_check(supplies, ran.state));
  if (!run["replay"]["same"].as_bool()) talk.say(home.text("assess.replay_differs", {{"count", std::to_string(run["replay"]["differences"].as_list().size())}}));
  const Observations observations = agent::observations_of(ran.state);
  settle_records(prepared.input.records, prepared.input.product, observations);
  const JudgeInput input{prepared.scheme, prepared.input.product, options.level, observations, prepared.input.records, run};
  Judged judged = judge_case(home, input);
  evidence::FileSet files = HOSHI_TRY(gather(home, prepared.scheme, prepared.input, ran.state, run));
  files["assessment.json"] = judged.assessment_json;
  files["report.html"] = judged.html;
  files["todo.toml"] = judged.todo_toml;
  HOSHI_CHECK(write_folder(options.out, std::move(files), home.tool));
  std::error_code none;
  if (!ran.interrupted) fs::remove_all(options.out / spool_folder, none);
  AssessOutcome outcome;
  outcome.table = result_table(home, input, judged.judgement, colour, columns);
  outcome.judgement = std::move(judged.judgement);
  outcome.interrupted = ran.interrupted;
  return outcome;
}

Instant wall_clock() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

// The lab's records become part of the case: files of the evidence, and what probes read.
Result<void> take_lab(const Home& home, const AssessOptions& options, CaseInput& input, Value& run) {
  LabRecords lab = HOSHI_TRY(options.lab.empty() ? kept_lab(options.out) : read_lab(home, options.lab));
  if (!lab.about.is_null()) run.set("lab", lab.about);
  input.files.merge(lab.files);
  return {};
}

// Captures end when the run ends: what they show is read then, by an agent of its own, in the same sandbox.
Result<void> read_captures(const agent::RunRequest& request, transport::Connector& connector, const agent::RunObserver& observer,
                           agent::RunOutcome& ran) {
  const auto& lab = request.supplies.product.lab;
  if (lab.has_captures()) ran = HOSHI_TRY(agent::run(request, connector, observer));
  // Of a lab that this run has no longer, or of stages it does not know.
  std::erase_if(ran.state.ended, [&](const auto& one) {
    const std::string& reference = one.second.task.reference;
    const bool is_current = lab.has_captures() && std::any_of(lab.stages.begin(), lab.stages.end(), [&](const LabStage& stage) {
      return reference == "lab_" + stage.stage;
    });
    return reads_lab(one.second.task) && !is_current;
  });
  return {};
}

// What a finished folder already holds, so that --resume judges anew without asking the device again.
Result<void> restore_journal(const Home& home, const fs::path& out) {
  std::error_code none;
  if (fs::exists(out / journal_file, none) || !fs::exists(out / evidence::manifest_path, none)) return {};
  const Recorded recorded = HOSHI_TRY(read_recorded(home, out));
  const auto replayed = agent::replay(supplies_of(recorded.input, recorded.knowledge, recorded.run), recorded.state);
  if (!replayed.differences.empty()) {
    return fail(ErrorCode::conflict, home.text("assess.made_by_another", {{"folder", out.string()}, {"what", replayed.differences.front()}}));
  }
  return agent::write_journal(out / journal_file, replayed.state);
}

// Tried now, not after an hour: an address that is not of this machine cannot be come from.
Result<std::vector<transport::Address>> source_addresses(const Home& home, const AssessOptions& options) {
  std::vector<transport::Address> sources;
  for (const auto& text : options.sources) {
    auto address = transport::Address::parse(text);
    const auto scratch = address ? transport::make_tcp_socket(*address, "") : Result<transport::Descriptor>(fail(ErrorCode::invalid_input, ""));
    if (!scratch || !transport::bind_to_source(scratch->number(), *address)) {
      return fail(ErrorCode::invalid_input, home.text("assess.bad_source", {{"address", printable(text, 60)}}));
    }
    sources.push_back(std::move(*address));
  }
  return sources;
}

}  // namespace

Result<std::string> plan_assessment(const Home& home, const AssessOptions& options) {
  const Prepared prepared = HOSHI_TRY(prepare(home, options));
  const auto allowed = HOSHI_TRY(effects_of_options(home, options));
  const auto uses = effect_uses(home, prepared.input.product, prepared.schedule);
  std::string text = plan_text(home, prepared.schedule, prepared.reachable, options, allowed.value_or(std::vector<probes::Effect>{}));
  return uses.empty() ? text : text + "\n" + effects_text(home, uses);
}

Result<AssessOutcome> assess_product(const Home& home, const AssessOptions& options, const Conversation& talk,
                                     documents::Colour colour, std::size_t columns) {
  Prepared prepared = HOSHI_TRY(prepare(home, options));
  const Permission permission = HOSHI_TRY(settle_permission(home, prepared.input.product, options, talk));
  const Value mark = case_mark(prepared.scheme, prepared.input, options);
  if (!options.lab.empty()) HOSHI_CHECK(read_lab(home, options.lab));  // told now, not after an hour
  HOSHI_CHECK(settle_folder(home, options, mark));
  if (options.resume) HOSHI_CHECK(restore_journal(home, options.out));
  const auto allowed = HOSHI_TRY(settle_effects(home, options, prepared.input.product, prepared.schedule, talk));
  Value run = run_value(home, options, prepared, permission, allowed, talk.today);
  run.set("case", mark);
  const agent::Supplies supplies = supplies_of(prepared.input, prepared.knowledge, run);
  transport::DirectOptions direct;
  direct.packets_per_second = options.rate_per_second;
  direct.source_interface = options.interface;
  direct.stop = talk.stop_wanted;
  direct.sources = HOSHI_TRY(source_addresses(home, options));
  transport::DirectConnector connector(prepared.reachable.targets, direct);
  preflight(home, options, prepared.input, prepared.reachable, connector, talk);
  BenchCrew crew{talk.say, options.unattended ? nullptr : talk.ask, options.lab,
                 fs::absolute(options.paths.product).parent_path(), supplies.product.host_of("main"), allowed,
                 left_changes(options.out / journal_file)};
  const auto act = bench_actor(home, supplies.product, std::move(crew));
  const agent::RunRequest request{supplies, prepared.schedule, options.out / journal_file, options.ports,
                                  act, prepared.reachable.document_ports};
  StageLog stages = StageLog::open(options.out, wall_clock);
  stages.begin("use");
  const agent::RunObserver observer{[&](const agent::Progress& progress) {
                                      stages.follow(progress);
                                      if (talk.progress) talk.progress(progress);
                                    },
                                    talk.stop_wanted};
  agent::RunOutcome ran = HOSHI_TRY(agent::run(request, connector, observer));
  stages.begin("idle");
  run.set("stages", stages.to_value());
  HOSHI_CHECK(take_lab(home, options, prepared.input, run));
  const agent::Supplies with_lab = supplies_of(prepared.input, prepared.knowledge, run);
  agent::ScheduleOptions captures = prepared.schedule;
  captures.just = reads_lab;
  if (!ran.interrupted) HOSHI_CHECK(read_captures({with_lab, captures, request.journal, {}, {}, {}}, connector, observer, ran));
  return conclude(home, options, prepared, std::move(ran), std::move(run), talk, colour, columns);
}

}  // namespace hoshi::operations
