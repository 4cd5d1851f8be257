// Looks what an SNMP agent gives and takes without a community of its own or a user, and what logins it offers.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <set>

#include "base/text.h"
#include "probes/access_report.h"
#include "probes/login.h"
#include "probes/open_services.h"
#include "probes/shown_identity.h"
#include "probes/snmp_client.h"

namespace hoshi::probes {
namespace {

namespace snmp = protocols::snmp;

constexpr std::size_t user_names_max = 24;  // of the list of defaults; one exchange each
constexpr std::size_t communities_max = 8;  // well-known ones that show whether v1 and v2c are spoken
// RFC 3414, A.1: "initial" is the user that installation begins with.
constexpr std::array<std::string_view, 2> open_users{"", "initial"};

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused",  "access.not_tried",
          "asset.seen_in_clear",    "identity.shown", "login.offered"};
}

std::vector<Task> plan(const PlanInput& input) { return datagram_tasks(input, "snmp_access", {"snmp", "snmpv3"}); }

// How one may speak with the agent, and what came of it.
struct Door {
  enum class Kind { community, open_user, user } kind = Kind::community;
  std::string user;  // or the community
  std::string password;
  UsmLevel level;
};

std::string text_of(const Door& door) {
  return door.kind == Door::Kind::community ? "with an empty community" : "through SNMPv3 without authentication";
}

struct Done {
  enum class Kind { worked, refused, silent } kind = Kind::silent;
  std::string how;
  std::size_t bytes = 0;
  bool is_clear = true;       // what came could be read by everybody on the way
  std::optional<snmp::Binding> value;
};

Done done_with(const snmp::Pdu& pdu) {
  if (const auto* value = pdu.value()) return {Done::Kind::worked, "", value->content.size(), true, *value};
  if (const auto report = snmp::report_of(pdu)) return {Done::Kind::refused, std::string(name_of(*report)), 0, true, {}};
  if (pdu.error_status == snmp::no_error) return {Done::Kind::refused, "no_such_object", 0, true, {}};
  return {Done::Kind::refused, fmt::format("error_{}", pdu.error_status), 0, true, {}};
}

class AgentAccess {
 public:
  AgentAccess(Bench& bench, const Task& task, std::uint16_t port)
      : bench_(bench), task_(task), port_(port), report_(bench, task) {}

  Result<void> run();

 private:
  [[nodiscard]] Result<void> meet();
  void look_for_communities();
  void look_for_open_users();
  void look_for_known_users();
  void offer_logins();
  [[nodiscard]] Result<void> show_identity();
  void try_request(const Request& request);
  void try_write(const Request& request, const snmp::Oid& name);
  void keep_description(const Done& done) {
    if (done.value && description_.empty()) description_ = to_text(done.value->content);
  }

  Done get(const Door& door, const snmp::Oid& name);
  Done set(const Door& door, const snmp::Binding& binding);
  Done control(const snmp::Oid& name);
  bool is_declared(std::string_view kind) const;

  Bench& bench_;
  const Task& task_;
  std::uint16_t port_;
  AccessReport report_;
  std::optional<CommunityAgent> communities_;
  std::optional<UsmAgent> users_;
  std::vector<Door> open_doors_;  // nothing is asked of who comes here
  bool answers_communities_ = false;
  bool knows_a_user_ = false;  // one of the list of defaults, or it does not say
  std::string description_;  // sysDescr, as it was read first
};

Done AgentAccess::get(const Door& door, const snmp::Oid& name) {
  if (door.kind == Door::Kind::community) {
    const auto answer = communities_->get(door.user, name);
    return answer ? done_with(*answer) : Done{};
  }
  const auto answer = users_->get(door.user, door.password, door.level, name);
  return answer ? done_with(answer->pdu) : Done{};
}

Done AgentAccess::set(const Door& door, const snmp::Binding& binding) {
  if (door.kind == Door::Kind::community) {
    const auto answer = communities_->set(door.user, binding);
    return answer ? done_with(*answer) : Done{};
  }
  snmp::Pdu pdu;
  pdu.type = snmp::PduType::set;
  pdu.bindings = {binding};
  const auto answer = users_->ask(door.user, door.password, door.level, pdu);
  return answer ? done_with(answer->pdu) : Done{};
}

Result<void> AgentAccess::meet() {
  communities_ = HOSHI_TRY(CommunityAgent::open(bench_.network(), task_.target, port_));
  auto users = UsmAgent::discover(bench_.network(), task_.target, port_);
  if (users) users_ = std::move(*users);
  HOSHI_CHECK(bench_.network().wait(milliseconds(0)));  // our own deadline is no silence of the agent
  return {};
}

void AgentAccess::look_for_communities() {
  const Door nobody{Door::Kind::community, "", "", {}};
  const Done empty = get(nobody, system_description());
  answers_communities_ = empty.kind != Done::Kind::silent;
  if (empty.kind == Done::Kind::worked) open_doors_.push_back(nobody);
  keep_description(empty);
  std::size_t tried = 0;
  for (const auto& pair : bench_.knowledge("default_credentials")["pair"].as_list()) {
    const auto& kinds = pair["kinds"].as_list();
    const bool is_community = kinds.size() == 1 && kinds.front().as_text() == "snmp";
    if (answers_communities_ || tried == communities_max || !is_community) continue;
    ++tried;
    const Done known = get({Door::Kind::community, pair["password"].as_text(), "", {}}, system_description());
    answers_communities_ = known.kind != Done::Kind::silent;
    keep_description(known);
  }
}

void AgentAccess::look_for_open_users() {
  if (!users_) return;
  for (const auto user : open_users) {
    const Door door{Door::Kind::open_user, std::string(user), "", {}};
    const Done done = get(door, system_description());
    if (done.kind == Done::Kind::worked) open_doors_.push_back(door);
    keep_description(done);
  }
}

// RFC 3414, 3.2: an engine says of a user that it does not know him.
void AgentAccess::look_for_known_users() {
  std::set<std::string> names;
  for (const auto& pair : bench_.knowledge("default_credentials")["pair"].as_list()) {
    if (names.size() < user_names_max) names.insert(pair["account"].as_text());
  }
  for (const auto& name : names) {
    if (!users_ || knows_a_user_) return;
    const auto answer = users_->get(name, "", {}, system_description());
    knows_a_user_ = !answer || answer->report != snmp::UsmReport::unknown_user;
  }
}

bool AgentAccess::is_declared(std::string_view kind) const {
  for (const auto& login : bench_.product().logins) {
    if (report_.route() != nullptr && login.route == report_.route()->id && login.kind == kind) return true;
  }
  return false;
}

void AgentAccess::offer_logins() {
  const auto offer = [&](std::string_view kind, std::string_view how) {
    bench_.observe("login.offered", report_.subject(kind),
                   object({{"kind", kind}, {"tls", false}, {"path", ""}, {"how", how}}));
  };
  // Where the description says that one logs in by community, an engine that knows nobody of the list is no login.
  const bool is_community_alone = is_declared("snmp") && !is_declared("snmpv3") && !knows_a_user_;
  if (users_ && !is_community_alone) offer("snmpv3", "an engine answered the discovery");
  // Agents are silent towards strangers. Where the description says that users log in by v3, and an engine bears it
  // out, silence towards every well-known community is taken for "no communities here".
  const bool is_v3_alone = users_ && is_declared("snmpv3") && !is_declared("snmp");
  if (answers_communities_) return offer("snmp", "v1 or v2c answered");
  if (!is_v3_alone) offer("snmp", "silent, as agents are towards strangers");
}

Result<void> AgentAccess::show_identity() {
  if (description_.empty()) return {};
  const std::string text = printable(bench_.network().redacted(description_));
  return observe_identity(bench_, task_, {{"sysDescr", text}});
}

// The same object with the test account, which may.
Done AgentAccess::control(const snmp::Oid& name) {
  const auto* account = report_.route_account();
  if (account == nullptr) return {};
  const bool is_user = is_declared("snmpv3") || (!is_declared("snmp") && !account->account.empty());
  if (!is_user) return get({Door::Kind::community, account->password, "", {}}, name);
  if (!users_) return {};
  const auto login = log_in(*users_, account->account, account->password, name);
  if (!login || login->outcome != UsmLogin::Outcome::accepted) return {};
  if (!login->answer.is_encrypted) return done_with(login->answer.pdu);
  return {Done::Kind::worked, "", 0, false, std::nullopt};
}

// Another text of the same length, so that a field of fixed size takes it; other types are set to what they are.
Bytes other_value(const snmp::Binding& binding) {
  Bytes other = binding.content;
  if (binding.tag != snmp::tag::octets) return other;
  if (other.empty()) return to_bytes("hoshi");
  const std::string_view word = "hoshi";
  for (std::size_t i = 0; i < other.size(); ++i) other[i] = static_cast<std::uint8_t>(word[i % word.size()]);
  return other;
}

void AgentAccess::try_write(const Request& request, const snmp::Oid& name) {
  Done last;
  for (const auto& door : open_doors_) {
    const Done before = get(door, name);
    last = before;
    if (!before.value) continue;
    snmp::Binding changed = *before.value;
    changed.content = other_value(*before.value);
    last = set(door, changed);
    if (last.kind != Done::Kind::worked) continue;
    const Done after = get(door, name);
    const bool is_back = after.value && after.value->content == changed.content;
    const Done restored = set(door, *before.value);
    if (!is_back) {
      last = {Done::Kind::refused, "not_read_back", 0, true, {}};
      continue;
    }
    report_.unauthenticated(request.asset, "write", request.path, changed.content.size());
    if (restored.kind != Done::Kind::worked) report_.not_tried(request.asset, "the old value could not be written back");
    return;
  }
  if (open_doors_.empty()) return report_.not_tried(request.asset, "nothing could be read without a login");
  if (last.kind == Done::Kind::silent) return report_.not_tried(request.asset, "silent");
  report_.refused(request, last.how, false);
}

void AgentAccess::try_request(const Request& request) {
  const auto name = snmp::oid_from(std::string_view(request.path));
  if (!name) return report_.not_tried(request.asset, "the path is no object identifier");
  const bool is_write = request.operation == "write";
  if (is_write && !bench_.disruption_allowed()) return report_.not_tried(request.asset, write_needs_leave);
  if (is_write) return try_write(request, *name);
  std::string how = "silent";
  for (const auto& door : open_doors_) {
    const Done done = get(door, *name);
    if (done.kind == Done::Kind::worked) {
      report_.seen_in_clear(request.asset, "value", "read without logging in");
      return report_.unauthenticated(request.asset, "read", request.path, done.bytes);
    }
    if (done.kind == Done::Kind::refused) how = done.how;
  }
  const Done with_account = control(*name);
  const bool has_control = with_account.kind == Done::Kind::worked;
  if (has_control && with_account.is_clear) {
    report_.seen_in_clear(request.asset, "value", "read with the test account");
  }
  // Silence is a refusal only beside an answer.
  if (how == "silent" && !has_control) return report_.not_tried(request.asset, "silent");
  report_.refused(request, how, has_control);
}

Result<void> AgentAccess::run() {
  HOSHI_CHECK(meet());
  look_for_communities();
  look_for_open_users();
  look_for_known_users();
  if (!users_ && !answers_communities_ && report_.route() == nullptr) return {};
  offer_logins();
  std::set<std::string> ways;
  for (const auto& door : open_doors_) ways.insert(text_of(door));
  for (const auto& way : ways) report_.unauthenticated("", "read", "sysDescr " + way, description_.size());
  for (const auto* request : report_.requests()) try_request(*request);
  return show_identity();
}

Result<void> run(const Task& task, Bench& bench) {
  const auto place = HOSHI_TRY(place_of(task, bench));
  return AgentAccess(bench, task, place.port).run();
}

}  // namespace

extern const Probe probe_snmp_access;
const Probe probe_snmp_access{
    "snmp_access", Phase::detail, Intrusion::active, std::chrono::seconds(120), facts, plan, run, false, false, {Effect::overwrite},
};

}  // namespace hoshi::probes
