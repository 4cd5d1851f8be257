// One rule after the other; what is due is looked up anew each time, so that nothing has to be remembered.
// SPDX-License-Identifier: Apache-2.0
#include "office/retention.h"

#include "office/party_tables.h"
#include "office/uploads.h"
#include "office/work.h"

namespace hoshi::office {
namespace {

constexpr std::int64_t day_milliseconds = 24LL * 60 * 60 * 1000;

// How a query tells that an organisation `p.organisation` has nothing left for which its people must be known: $1 is the day in
// milliseconds before which everything must have ended, $2 the same as a date.
constexpr std::string_view nothing_runs =
    " AND NOT EXISTS (SELECT 1 FROM labels l WHERE l.holder = p.organisation AND (l.status IN ('valid', 'grace', 'suspended', 'restricted') OR "
    "l.valid_until >= $2 OR l.updated_at >= $1))"
    " AND NOT EXISTS (SELECT 1 FROM applications a WHERE p.organisation IN (a.applicant, a.agent, a.manufacturer, a.seller) AND a.updated_at >= $1)"
    " AND NOT EXISTS (SELECT 1 FROM states s WHERE s.applicant = p.organisation AND s.turn <> '' AND "
    "(s.aggregate LIKE 'application/%' OR s.aggregate LIKE 'case/%'))"
    " AND NOT EXISTS (SELECT 1 FROM accounts c WHERE c.person = p.id AND c.disabled_at IS NULL)";

class Retention {
 public:
  Retention(const Office& office, int most) : office_(office), most_(most) {}

  Result<Erased> run() {
    HOSHI_CHECK(persons_by_their_own_date());
    HOSHI_CHECK(files_that_wait());
    for (const auto& [id, scheme] : office_.parts().schemes) {
      for (const auto& rule : scheme.rulebook.retentions) HOSHI_CHECK(apply(rule));
    }
    return erased_;
  }

 private:
  using Step = std::function<Result<void>(Work&)>;

  Result<void> writing(const Step& step) {
    const workflow::Actor clock{"clock", "", {"clock"}};
    return in_work(office_.parts(), store::Access::write, clock, step);
  }

  static std::int64_t before(const Work& work, int days) { return work.milliseconds() - days * day_milliseconds; }
  std::int64_t most() const { return most_; }

  Result<void> apply(const workflow::Retention& rule) {
    if (rule.data == "contact_person") return parties(rule, "'responsible', 'contact'");
    if (rule.data == "representative") return parties(rule, "'representative'");
    if (rule.data == "complainant") return reporters(rule, "c.kind <> 'appeal'");
    if (rule.data == "appellant") return reporters(rule, "c.kind = 'appeal'");
    if (rule.data == "account") return accounts(rule);
    if (rule.data == "evidence") return files(rule);
    if (rule.data == "mail") return rows(rule, "DELETE FROM outbox WHERE delivered_at < $1 OR abandoned_at < $1");
    if (rule.data == "session") return rows(rule, "DELETE FROM sessions WHERE seen_at < $1");
    if (rule.data == "sign_in_log") return rows(rule, "DELETE FROM one_time_links WHERE expires_at < $1");
    return {};
  }

  Result<void> erase(Work& work, const std::string& person, const std::string& organisation, const std::string& rule) {
    if (!organisation.empty()) return erase_person(work, organisation, person, rule);
    HOSHI_CHECK(work.transaction.execute(
        "UPDATE persons SET name = '', name_kana = '', name_en = '', department = '', email = '', phone = '', salt = NULL, updated_at = $1, "
        "erased_at = $1 WHERE id = $2",
        {work.milliseconds(), person}));
    return note(work, "person/" + person, rule);
  }

  static Result<void> note(Work& work, const std::string& subject, const std::string& rule) {
    HOSHI_CHECK(work.transaction.execute("INSERT INTO erasures (id, subject, rule, done_at, done_by) VALUES ($1, $2, $3, $4, $5)",
                                         {work.new_id(), subject, rule, work.milliseconds(), work.actor.account}));
    return {};
  }

  Result<void> erase_all(Work& work, const store::Rows& found, const std::string& rule, int& count) {
    for (const auto& row : found) HOSHI_CHECK(erase(work, row.text(0), row.text(1), rule));
    count += static_cast<int>(found.size());
    if (static_cast<std::int64_t>(found.size()) == most()) erased_.is_done = false;
    return {};
  }

  Result<void> persons_by_their_own_date() {
    int count = 0;
    HOSHI_CHECK(writing([&](Work& work) -> Result<void> {
      count = 0;
      const auto found = HOSHI_TRY(work.transaction.query(
          "SELECT id, organisation FROM persons WHERE retain_until < $1 AND erased_at IS NULL ORDER BY id LIMIT $2", {to_text(work.today), most()}));
      return erase_all(work, found, "retain_until", count);
    }));
    erased_.persons += count;
    return {};
  }

  // What part a person has stands with the organisation.
  Result<void> parties(const workflow::Retention& rule, const std::string& parts) {
    int count = 0;
    HOSHI_CHECK(writing([&](Work& work) -> Result<void> {
      count = 0;
      const std::string sql = "SELECT p.id, p.organisation FROM persons p WHERE p.erased_at IS NULL AND p.organisation IS NOT NULL AND p.updated_at < $1" +
                              std::string(nothing_runs) + " ORDER BY p.id LIMIT $3";
      store::Rows due;
      for (const auto& row : HOSHI_TRY(work.transaction.query(sql, {before(work, rule.days), to_text(workflow::plus_days(work.today, -rule.days)), most()}))) {
        for (const auto& one : HOSHI_TRY(people_of(work.transaction, row.text(1)))) {
          if (one.id == row.text(0) && parts.find("'" + one.person.part + "'") != std::string::npos) due.push_back(row);
        }
      }
      return erase_all(work, due, "retention/" + rule.data, count);
    }));
    erased_.persons += count;
    return {};
  }

  Result<void> reporters(const workflow::Retention& rule, const std::string& kind) {
    int count = 0;
    HOSHI_CHECK(writing([&](Work& work) -> Result<void> {
      count = 0;
      const auto found = HOSHI_TRY(work.transaction.query(
          "SELECT DISTINCT p.id, p.organisation FROM persons p JOIN cases c ON c.reporter = p.id WHERE p.erased_at IS NULL AND c.closed_at < $1 AND " + kind +
              " AND NOT EXISTS (SELECT 1 FROM cases o WHERE o.reporter = p.id AND (o.closed_at IS NULL OR o.closed_at >= $1)) ORDER BY p.id LIMIT $2",
          {before(work, rule.days), most()}));
      return erase_all(work, found, "retention/" + rule.data, count);
    }));
    erased_.persons += count;
    return {};
  }

  static Result<void> end_account(Work& work, const std::string& account) {
    HOSHI_CHECK(work.transaction.execute(
        "UPDATE accounts SET state = 'disabled', login = NULL, password_hash = NULL, totp_secret = NULL, person = NULL, session_epoch = session_epoch + 1, "
        "disabled_at = $1 WHERE id = $2",
        {work.milliseconds(), account}));
    for (const char* table : {"passkeys", "recovery_codes", "sessions", "one_time_links"}) {
      HOSHI_CHECK(work.transaction.execute("DELETE FROM " + std::string(table) + " WHERE account = $1", {account}));
    }
    HOSHI_CHECK(work.transaction.execute("UPDATE tokens SET revoked_at = COALESCE(revoked_at, $1), name = '' WHERE account = $2", {work.milliseconds(), account}));
    return {};
  }

  Result<void> accounts(const workflow::Retention& rule) {
    int count = 0;
    HOSHI_CHECK(writing([&](Work& work) -> Result<void> {
      count = 0;
      const auto found = HOSHI_TRY(work.transaction.query(
          "SELECT a.id, a.person, p.organisation FROM accounts a LEFT JOIN persons p ON p.id = a.person WHERE a.disabled_at IS NULL AND "
          "COALESCE(a.last_login_at, a.created_at) < $1 AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.account = a.id AND g.revoked_at IS NULL AND "
          "(g.valid_until IS NULL OR g.valid_until > $2)) ORDER BY a.id LIMIT $3",
          {before(work, rule.days), work.milliseconds(), most()}));
      for (const auto& row : found) {
        HOSHI_CHECK(end_account(work, row.text(0)));
        HOSHI_CHECK(note(work, "account/" + row.text(0), "retention/account"));
        const auto still = HOSHI_TRY(work.transaction.query("SELECT 1 FROM persons WHERE id = $1 AND erased_at IS NULL", {row.text(1)}));
        if (!still.empty() && row.text(2).empty()) HOSHI_CHECK(erase(work, row.text(1), "", "retention/account"));
      }
      count = static_cast<int>(found.size());
      if (count == most()) erased_.is_done = false;
      return {};
    }));
    erased_.accounts += count;
    return {};
  }

  // The row; and the file's own, when no other row names it: then its hash is in `hashes`.
  Result<void> erase_file(Work& work, const std::string& id, const std::string& hash, const std::string& rule, std::vector<std::string>& hashes) {
    HOSHI_CHECK(work.transaction.execute("UPDATE evidence SET erased_at = $1, name = '' WHERE id = $2", {work.milliseconds(), id}));
    HOSHI_CHECK(note(work, "evidence/" + id, rule));
    const auto others = HOSHI_TRY(work.transaction.query("SELECT 1 FROM evidence WHERE hash = $1 AND erased_at IS NULL LIMIT 1", {hash}));
    if (!others.empty()) return {};
    HOSHI_CHECK(work.transaction.execute("UPDATE blobs SET erased_at = $1 WHERE hash = $2", {work.milliseconds(), hash}));
    hashes.push_back(hash);
    return {};
  }

  Result<void> remove_all(const std::vector<std::string>& hashes) {
    for (const auto& hash : hashes) HOSHI_CHECK(remove_unneeded(office_, hash));
    erased_.files += static_cast<int>(hashes.size());
    return {};
  }

  // Handed in and never taken up by a step, or left in a draft (office.h, UploadLimits).
  Result<void> files_that_wait() {
    std::vector<std::string> hashes;
    HOSHI_CHECK(writing([&](Work& work) -> Result<void> {
      hashes.clear();
      const auto found = HOSHI_TRY(work.transaction.query(
          "SELECT id, hash FROM evidence WHERE retain_until < $1 AND erased_at IS NULL ORDER BY id LIMIT $2", {to_text(work.today), most()}));
      for (const auto& row : found) HOSHI_CHECK(erase_file(work, row.text(0), row.text(1), "retain_until", hashes));
      if (static_cast<std::int64_t>(found.size()) == most()) erased_.is_done = false;
      return {};
    }));
    return remove_all(hashes);
  }

  // The rows first: a file that stays behind when we die in between is found by nobody and removed the next time.
  Result<void> files(const workflow::Retention& rule) {
    std::vector<std::string> hashes;
    HOSHI_CHECK(writing([&](Work& work) -> Result<void> {
      hashes.clear();
      const auto found = HOSHI_TRY(work.transaction.query(
          "SELECT e.id, e.hash FROM evidence e JOIN states s ON s.aggregate = 'application/' || e.application WHERE e.erased_at IS NULL AND s.turn = '' AND "
          "s.since < $1 AND e.data LIKE '%\"role\":\"archive\"%' ORDER BY e.id LIMIT $2",
          {before(work, rule.days), most()}));
      for (const auto& row : found) {
        HOSHI_CHECK(erase_file(work, row.text(0), row.text(1), "retention/evidence", hashes));
      }
      if (static_cast<std::int64_t>(found.size()) == most()) erased_.is_done = false;
      return {};
    }));
    return remove_all(hashes);
  }

  Result<void> rows(const workflow::Retention& rule, const std::string& sql) {
    std::int64_t count = 0;
    HOSHI_CHECK(writing([&](Work& work) -> Result<void> {
      count = HOSHI_TRY(work.transaction.execute(sql, {before(work, rule.days)}));
      return {};
    }));
    erased_.rows += count;
    return {};
  }

  const Office& office_;
  int most_;
  Erased erased_{};
};

}  // namespace

Result<Erased> apply_retention(const Office& office, int most) { return Retention(office, most).run(); }

}  // namespace hoshi::office
