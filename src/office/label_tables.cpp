// Reading and writing of the rows of labels.
// SPDX-License-Identifier: Apache-2.0
#include "office/label_tables.h"

#include "base/encoding.h"
#include "transparency/tree.h"

namespace hoshi::office {
namespace {

constexpr std::string_view columns =
    "SELECT number, scheme, level, status, application, holder, edition, maker_ja, maker_en, product_ja, product_en, category, status_list, "
    "status_index, statement, issued_on, valid_from, valid_until, support_end, security_url, contact, update_method, recognised_as, "
    "superseded_by, version, data FROM labels ";

Result<Date> date_in(const store::Row& row, std::size_t column) { return parse_date(row.text(column)); }

std::vector<std::string> texts_of(const Value& list) {
  std::vector<std::string> texts;
  for (const auto& one : list.as_list()) texts.push_back(one.as_text());
  return texts;
}

Result<LabelRow> row_from(store::Transaction& transaction, const store::Row& row) {
  LabelRow label;
  label.number = row.text(0);
  label.scheme = row.text(1);
  label.level = static_cast<int>(row.integer(2));
  label.status = row.text(3);
  label.application = row.text(4);
  label.holder = row.text(5);
  label.edition = row.text(6);
  label.maker = {row.text(7), row.text(8)};
  label.product.name = {row.text(9), row.text(10)};
  label.product.category = row.text(11);
  label.status_list = static_cast<std::uint32_t>(row.integer(12));
  label.status_index = static_cast<std::uint32_t>(row.integer(13));
  label.statement = row.bytes(14);
  label.issued = HOSHI_TRY(date_in(row, 15));
  label.valid_from = HOSHI_TRY(date_in(row, 16));
  label.valid_until = HOSHI_TRY(date_in(row, 17));
  label.product.support_end = row.text(18);
  label.product.security_url = row.text(19);
  label.product.contact = row.text(20);
  const Value update = HOSHI_TRY(parse_json(row.text(21)));
  label.product.update_method = {update["ja"].as_text(), update["en"].as_text()};
  label.recognised_as = texts_of(HOSHI_TRY(parse_json(row.text(22))));
  label.superseded_by = row.text(23);
  label.version = row.integer(24);
  label.list_date = HOSHI_TRY(parse_json(row.text(25)))["list_date"].as_text();
  const auto models = HOSHI_TRY(transaction.query("SELECT name FROM models WHERE number = $1 ORDER BY ordinal", {label.number}));
  for (const auto& model : models) label.product.models.push_back(model.text(0));
  return label;
}

Result<void> keep_models(Work& work, const LabelRow& row) {
  HOSHI_CHECK(work.transaction.execute("DELETE FROM models WHERE number = $1", {row.number}));
  std::int64_t ordinal = 0;
  for (const auto& model : row.product.models) {
    HOSHI_CHECK(work.transaction.execute("INSERT INTO models (number, ordinal, name, folded) VALUES ($1, $2, $3, $4)",
                                         {row.number, ++ordinal, model, work.parts.fold(model)}));
  }
  return {};
}

Result<void> keep_statement(Work& work, const LabelRow& row, std::string_view reason) {
  const std::string hash = sha256_hex(row.statement);
  const auto last = HOSHI_TRY(work.transaction.query("SELECT coalesce(max(ordinal), 0) FROM label_statements WHERE number = $1", {row.number}));
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO label_statements (number, ordinal, statement, hash, reason, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
      {row.number, last[0].integer(0) + 1, row.statement, hash, std::string(reason), work.milliseconds()}));
  return {};
}

}  // namespace

Result<std::optional<LabelRow>> find_label(store::Transaction& transaction, std::string_view number) {
  if (number.empty()) return std::optional<LabelRow>();
  const auto rows = HOSHI_TRY(transaction.query(std::string(columns) + "WHERE number = $1", {std::string(number)}));
  if (rows.empty()) return std::optional<LabelRow>();
  return std::optional<LabelRow>(HOSHI_TRY(row_from(transaction, rows[0])));
}

Result<void> keep_label(Work& work, const LabelRow& row, std::string_view reason) {
  const Value update = object({{"ja", row.product.update_method.ja}, {"en", row.product.update_method.en}});
  const ValueList recognised(row.recognised_as.begin(), row.recognised_as.end());
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO labels (number, scheme, level, status, application, holder, edition, category, maker_ja, maker_en, product_ja, product_en, "
      "status_list, status_index, statement, statement_hash, issued_on, valid_from, valid_until, support_end, security_url, contact, "
      "update_method, recognised_as, version, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
      "$17, $18, $19, $20, $21, $22, $23, $24, $25, $26) ON CONFLICT (number) DO UPDATE SET status = excluded.status, "
      "application = excluded.application, holder = excluded.holder, edition = excluded.edition, category = excluded.category, "
      "maker_ja = excluded.maker_ja, maker_en = excluded.maker_en, product_ja = excluded.product_ja, product_en = excluded.product_en, "
      "statement = excluded.statement, statement_hash = excluded.statement_hash, valid_from = excluded.valid_from, "
      "valid_until = excluded.valid_until, support_end = excluded.support_end, security_url = excluded.security_url, "
      "contact = excluded.contact, update_method = excluded.update_method, recognised_as = excluded.recognised_as, "
      "version = excluded.version, updated_at = excluded.updated_at",
      {row.number, row.scheme, std::int64_t{row.level}, row.status, text_or_null(row.application), text_or_null(row.holder),
       text_or_null(row.edition), row.product.category, row.maker.ja, row.maker.en, row.product.name.ja, row.product.name.en,
       std::int64_t{row.status_list}, std::int64_t{row.status_index}, row.statement, sha256_hex(row.statement), to_text(row.issued),
       to_text(row.valid_from), to_text(row.valid_until), row.product.support_end, row.product.security_url, row.product.contact,
       to_json(update), to_json(recognised), row.version, work.milliseconds()}));
  HOSHI_CHECK(keep_models(work, row));
  if (!reason.empty()) HOSHI_CHECK(keep_statement(work, row, reason));
  return {};
}

Result<void> keep_status(Work& work, std::string_view number, std::string_view status, std::int64_t version) {
  HOSHI_CHECK(work.transaction.execute("UPDATE labels SET status = $1, version = $2, updated_at = $3 WHERE number = $4",
                                       {std::string(status), version, work.milliseconds(), std::string(number)}));
  return {};
}

Result<public_register::Entry> entry_of(store::Transaction& transaction, const SchemeOffice* scheme, const LabelRow& row) {
  public_register::Entry entry;
  entry.number = row.number;
  entry.scheme = row.scheme;
  entry.level = row.level;
  entry.status = row.status;
  entry.proven = row.list_date.empty();
  entry.list_date = row.list_date;
  entry.maker = row.maker;
  entry.product = row.product.name;
  entry.models = row.product.models;
  entry.category = scheme == nullptr ? Words{row.product.category, row.product.category} : scheme->category_name(row.product.category);
  entry.issued = row.issued;
  entry.valid_from = row.valid_from;
  entry.valid_until = row.valid_until;
  entry.support_end = row.product.support_end;
  entry.security_url = row.product.security_url;
  entry.contact = row.product.contact;
  entry.update_method = row.product.update_method;
  entry.recognised_as = row.recognised_as;
  entry.superseded_by = row.superseded_by;
  if (entry.proven) entry.statement = to_base64(row.statement);
  const auto changes = HOSHI_TRY(transaction.query(
      "SELECT sequence, happened_at, status, note_ja, note_en, kind FROM public_changes WHERE number = $1 ORDER BY sequence", {row.number}));
  for (const auto& one : changes) {
    entry.history.push_back({one.integer(0), instant_of(one.integer(1)), one.text(2), {one.text(3), one.text(4)}, one.text(5)});
  }
  const auto notices = HOSHI_TRY(transaction.query(
      "SELECT ja, en FROM label_notices WHERE number = $1 AND withdrawn_at IS NULL ORDER BY published_at, id", {row.number}));
  for (const auto& one : notices) entry.notices.push_back({one.text(0), one.text(1)});
  return entry;
}

Result<std::int64_t> add_public_change(Work& work, std::string_view number, std::string_view kind, std::string_view status,
                                       const Words& note, std::int64_t event_sequence) {
  const auto last = HOSHI_TRY(work.transaction.query("SELECT coalesce(max(sequence), 0) FROM public_changes"));
  const std::int64_t sequence = last[0].integer(0) + 1;
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO public_changes (sequence, number, kind, status, note_ja, note_en, happened_at, event_sequence) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {sequence, std::string(number), std::string(kind), std::string(status), note.ja, note.en, work.milliseconds(), event_sequence}));
  HOSHI_CHECK(work.transaction.execute("UPDATE labels SET last_sequence = $1 WHERE number = $2", {sequence, std::string(number)}));
  return sequence;
}

Result<std::int64_t> add_log_entry(Work& work, const labels::LogEntry& entry, std::string_view subject, std::int64_t event_sequence) {
  const Bytes content = HOSHI_TRY(labels::write_entry(entry));
  const auto last = HOSHI_TRY(work.transaction.query("SELECT coalesce(max(leaf_index), -1) FROM log_entries"));
  const std::int64_t index = last[0].integer(0) + 1;
  const auto leaf = transparency::leaf_hash(content);
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO log_entries (leaf_index, kind, subject, content, leaf_hash, event_sequence, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {index, std::string(labels::name_of(entry.kind)), std::string(subject), content, transparency::bytes_of(leaf), event_sequence,
       work.milliseconds()}));
  return index;
}

}  // namespace hoshi::office
