// Taking in, replacing and ending lists of other registers.
// SPDX-License-Identifier: Apache-2.0
#include "office/imported_lists.h"

#include "register/site.h"

#include "office/fields.h"
#include "office/reading.h"
#include "office/uploads.h"
#include "register/site.h"
#include "store/search.h"

namespace hoshi::office {
namespace {

using public_register::Entry;
using public_register::ListProblem;

constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t first_shown = 20;
constexpr std::int64_t left_out_most = 10'000'000;

Value words_value(const Words& words) { return object({{"ja", words.ja}, {"en", words.en}}); }
Words words_from(const Value& value) { return {value["ja"].as_text(), value["en"].as_text()}; }
std::string day(Date date) { return public_register::text_of(date); }
Result<Date> day_from(const Value& value) { return value.as_text().empty() ? Result<Date>(Date{}) : parse_date(value.as_text()); }

Value value_of(const Entry& entry) {
  return object({{"number", entry.number},
                 {"scheme", entry.scheme},
                 {"level", entry.level},
                 {"status", entry.status},
                 {"list_date", entry.list_date},
                 {"maker", words_value(entry.maker)},
                 {"product", words_value(entry.product)},
                 {"models", ValueList(entry.models.begin(), entry.models.end())},
                 {"category", words_value(entry.category)},
                 {"issued", day(entry.issued)},
                 {"valid_from", day(entry.valid_from)},
                 {"valid_until", day(entry.valid_until)},
                 {"support_end", entry.support_end},
                 {"security_url", entry.security_url},
                 {"contact", entry.contact},
                 {"recognised_as", ValueList(entry.recognised_as.begin(), entry.recognised_as.end())}});
}

store::SearchDocument document_of(const Parts& parts, const Entry& entry) {
  constexpr int first_year = 1970;  // of the search's dates
  store::SearchDocument document;
  document.key = entry.number;
  const auto list_date = parse_date(entry.list_date);
  document.date = entry.issued.year >= first_year ? entry.issued : list_date.value_or(Date{first_year, 1, 1});
  std::vector<std::string> texts{entry.number, entry.product.ja, entry.product.en, entry.maker.ja, entry.maker.en, entry.category.ja};
  texts.insert(texts.end(), entry.models.begin(), entry.models.end());
  std::size_t bytes = 0;
  for (const auto& text : texts) {
    std::string folded = parts.fold(text);
    bytes += folded.size();
    if (bytes > store::document_bytes_max / 2) break;
    if (!folded.empty()) document.fields.push_back(std::move(folded));
  }
  // Who looks for what is valid looks for what this register can prove.
  document.marks = {"scheme:" + entry.scheme, "level:" + std::to_string(entry.level), "status:unproven"};
  if (!entry.category.ja.empty()) document.marks.push_back("category:" + parts.fold(entry.category.ja));
  return document;
}

struct Standing {
  std::string id, list_date;
  std::int64_t rows = 0;
};

Result<std::optional<Standing>> standing(store::Transaction& transaction, const std::string& source) {
  const auto rows = HOSHI_TRY(transaction.query("SELECT id, list_date, row_count FROM imported_lists WHERE source = $1 AND replaced_at IS NULL", {source}));
  if (rows.empty()) return std::optional<Standing>();
  return std::optional<Standing>({rows[0].text(0), rows[0].text(1), rows[0].integer(2)});
}

// The row of the list stays, for the trail names it; what it listed goes. Its hash makes room for the same file taken in again.
Result<void> take_down(Work& work, const std::string& list) {
  const auto numbers = HOSHI_TRY(work.transaction.query("SELECT number FROM imported_rows WHERE list = $1", {list}));
  for (const auto& row : numbers) {
    const auto own = HOSHI_TRY(work.transaction.query("SELECT 1 FROM labels WHERE number = $1", {row.text(0)}));
    if (own.empty()) HOSHI_CHECK(store::remove_document(work.transaction, row.text(0)));
  }
  HOSHI_CHECK(work.transaction.execute("DELETE FROM imported_rows WHERE list = $1", {list}));
  HOSHI_CHECK(work.transaction.execute("UPDATE imported_lists SET replaced_at = $1, hash = hash || '/' || id WHERE id = $2", {work.milliseconds(), list}));
  return {};
}

// Why the number cannot be listed: "" when it can.
Result<std::string> taken_by(store::Transaction& transaction, const std::string& number, const std::string& source) {
  if (!HOSHI_TRY(transaction.query("SELECT 1 FROM labels WHERE number = $1", {number})).empty()) return std::string("register.import_issued_here");
  const auto others = HOSHI_TRY(transaction.query(
      "SELECT 1 FROM imported_rows r JOIN imported_lists l ON l.id = r.list WHERE r.number = $1 AND l.source <> $2 AND l.replaced_at IS NULL",
      {number, source}));
  return std::string(others.empty() ? "" : "register.import_listed_elsewhere");
}

struct Sorted {
  std::vector<const Entry*> listed;
  std::vector<ListProblem> problems;  // of numbers that are taken
};

Result<Sorted> sorted(store::Transaction& transaction, const public_register::ImportedList& list, const std::string& source) {
  Sorted made;
  for (const auto& entry : list.entries) {
    const std::string problem = HOSHI_TRY(taken_by(transaction, entry.number, source));
    if (problem.empty()) {
      made.listed.push_back(&entry);
    } else {
      made.problems.push_back({0, 0, "", {problem, {{"number", entry.number}}}, ListProblem::Weight::refused});
    }
  }
  return made;
}

Result<void> keep_rows(Work& work, const std::string& list, const std::vector<const Entry*>& entries) {
  std::int64_t ordinal = 0;
  for (const Entry* entry : entries) {
    HOSHI_CHECK(work.transaction.execute("INSERT INTO imported_rows (list, ordinal, number, entry) VALUES ($1, $2, $3, $4)",
                                         {list, ++ordinal, entry->number, to_json(value_of(*entry))}));
    HOSHI_CHECK(store::put_document(work.transaction, document_of(work.parts, *entry)));
  }
  return {};
}

struct Asked {
  std::string source, name, list_date, sha256;
  std::int64_t left_out = 0;
};

Result<Asked> asked_in(const Work& work, const Command& command) {
  Fields fields(command.data, "data");
  Asked asked;
  asked.source = fields.word("source", Need::required);
  asked.name = fields.text("name", name_bytes_max, Need::optional);
  asked.list_date = fields.date("list_date", Need::required);
  asked.left_out = fields.integer("left_out", 0, left_out_most, Need::required);
  if (asked.list_date > to_text(work.today)) fields.refuse("list_date", "is in the future");
  HOSHI_CHECK(fields.finish());
  const bool is_one_list = command.uploads.size() == 1 && command.uploads[0].role == "list";
  if (!is_one_list) return fail(ErrorCode::invalid_input, "uploads: one file with the role list is needed");
  asked.sha256 = command.uploads[0].sha256;
  return asked;
}

}  // namespace

Outside::List list_outside(const Parts& parts, const workflow::Actor& actor, const Command& command, const std::string& sha256) {
  Outside::List read;
  const bool may_import = is_of_office(actor) || side_of(actor) == "machinery";
  const auto date = parse_date(command.data["list_date"].as_text());
  if (!may_import || !date) return read;  // refused further on, with its reason
  const auto slash = command.aggregate.find('/');
  const std::string scheme = slash == std::string::npos ? "" : command.aggregate.substr(slash + 1);
  const auto bytes = parts.blobs.read(sha256);
  if (!bytes || !parts.read_list) {
    read.problem = bytes ? "this office takes in no lists" : bytes.error().message;
    return read;
  }
  auto list = parts.read_list(*bytes, scheme, *date);
  if (list) {
    read.content = std::move(*list);
  } else {
    read.problem = list.error().message;
  }
  return read;
}

Result<Brought> bring_list(Work& work, const Taken& taken) {
  const Asked asked = HOSHI_TRY(asked_in(work, taken.command));
  HOSHI_CHECK(are_own_files(work, taken.command.uploads, {}));
  const auto read = work.outside.lists.find(asked.sha256);
  if (read == work.outside.lists.end()) return fail(ErrorCode::invalid_input, "uploads: the list was not read");
  if (!read->second.problem.empty()) return fail(ErrorCode::invalid_input, "uploads: " + read->second.problem);
  const auto& list = read->second.content;
  const auto before = HOSHI_TRY(standing(work.transaction, asked.source));
  if (before && before->list_date > asked.list_date) {
    return fail(ErrorCode::conflict, "data/list_date: a newer list of this source stands, of " + before->list_date);
  }
  const Sorted rows = HOSHI_TRY(sorted(work.transaction, list, asked.source));
  if (rows.listed.empty()) return fail(ErrorCode::invalid_input, "uploads: no row of the list can be listed");
  const std::size_t left_out = list.refused_rows + rows.problems.size();
  if (asked.left_out != static_cast<std::int64_t>(left_out)) {
    return fail(ErrorCode::invalid_input, "data/left_out: " + std::to_string(left_out) + " rows cannot be listed; look at them first");
  }
  if (before) HOSHI_CHECK(take_down(work, before->id));
  const std::string id = work.new_id();
  const auto count = static_cast<std::int64_t>(rows.listed.size());
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO imported_lists (id, name, source, list_date, hash, row_count, imported_by, imported_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {id, asked.name, asked.source, asked.list_date, asked.sha256, count, work.actor.account, work.milliseconds()}));
  HOSHI_CHECK(keep_rows(work, id, rows.listed));
  HOSHI_CHECK(take_up_document(work, asked.sha256));
  Brought brought;
  brought.data = object({{"list", id}, {"source", asked.source}, {"list_date", asked.list_date}, {"sha256", asked.sha256},
                         {"rows", count}, {"left_out", asked.left_out}, {"replaces", before ? before->id : ""}});
  brought.made = {{"list", id}, {"rows", std::to_string(count)}};
  return brought;
}

Result<Brought> bring_list_end(Work& work, const Taken& taken) {
  Fields fields(taken.command.data, "data");
  const std::string source = fields.word("source", Need::required);
  HOSHI_CHECK(fields.finish());
  const auto before = HOSHI_TRY(standing(work.transaction, source));
  if (!before) return fail(ErrorCode::not_found, "data/source: no list of this source stands");
  HOSHI_CHECK(take_down(work, before->id));
  return Brought{"", object({{"list", before->id}, {"source", source}}), {}, {}};
}

Result<Entry> imported_entry_from(std::string_view json) {
  const Value value = HOSHI_TRY(parse_json(json));
  Entry entry;
  entry.proven = false;
  entry.number = value["number"].as_text();
  entry.scheme = value["scheme"].as_text();
  entry.level = static_cast<int>(value["level"].as_integer());
  entry.status = value["status"].as_text();
  entry.list_date = value["list_date"].as_text();
  entry.maker = words_from(value["maker"]);
  entry.product = words_from(value["product"]);
  for (const auto& model : value["models"].as_list()) entry.models.push_back(model.as_text());
  entry.category = words_from(value["category"]);
  entry.issued = HOSHI_TRY(day_from(value["issued"]));
  entry.valid_from = HOSHI_TRY(day_from(value["valid_from"]));
  entry.valid_until = HOSHI_TRY(day_from(value["valid_until"]));
  entry.support_end = value["support_end"].as_text();
  entry.security_url = value["security_url"].as_text();
  entry.contact = value["contact"].as_text();
  for (const auto& one : value["recognised_as"].as_list()) entry.recognised_as.push_back(one.as_text());
  return entry;
}

Result<std::optional<Entry>> imported_entry(store::Transaction& transaction, std::string_view number) {
  if (number.empty()) return std::optional<Entry>();
  const auto rows = HOSHI_TRY(transaction.query("SELECT entry FROM imported_rows WHERE number = $1", {std::string(number)}));
  if (rows.empty()) return std::optional<Entry>();
  return std::optional<Entry>(HOSHI_TRY(imported_entry_from(rows[0].text(0))));
}

Result<ListPreview> preview_list(const Office& office, std::string_view scheme, std::string_view source, Date list_date, std::string_view bytes) {
  if (!office.parts().read_list) return fail(ErrorCode::unavailable, "this office takes in no lists");
  auto list = HOSHI_TRY(office.parts().read_list(bytes, scheme, list_date));
  ListPreview preview;
  HOSHI_CHECK(office.parts().database.run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    preview = {};
    Sorted rows = HOSHI_TRY(sorted(transaction, list, std::string(source)));
    preview.listed = rows.listed.size();
    preview.left_out = list.refused_rows + rows.problems.size();
    preview.problems = list.problems;
    preview.problems.insert(preview.problems.end(), rows.problems.begin(), rows.problems.end());
    for (const Entry* entry : rows.listed) {
      if (preview.first.size() < first_shown) preview.first.push_back(*entry);
    }
    if (const auto before = HOSHI_TRY(standing(transaction, std::string(source)))) {
      preview.replaces = before->list_date;
      preview.replaced_rows = static_cast<std::size_t>(before->rows);
    }
    return {};
  }));
  preview.has_more_problems = list.has_more_problems || preview.problems.size() > public_register::problems_max;
  if (preview.problems.size() > public_register::problems_max) preview.problems.resize(public_register::problems_max);
  return preview;
}

Result<std::vector<ListView>> imported_lists(const Office& office) {
  std::vector<ListView> views;
  HOSHI_CHECK(office.parts().database.run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    views.clear();
    const auto rows = HOSHI_TRY(transaction.query(
        "SELECT source, name, list_date, row_count, imported_by, imported_at FROM imported_lists WHERE replaced_at IS NULL ORDER BY source"));
    for (const auto& row : rows) {
      views.push_back({row.text(0), row.text(1), row.text(2), row.integer(3), row.text(4), instant_of(row.integer(5))});
    }
    return {};
  }));
  return views;
}

}  // namespace hoshi::office
