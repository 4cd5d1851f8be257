// Fills the data folder of an office, opened once, with made-up labels and the memory its signer has of them.
// SPDX-License-Identifier: Apache-2.0
// usage: start_up_fill FOLDER LABELS
#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "base/text.h"
#include "signer/journal.h"
#include "store/search.h"

namespace {

using namespace hoshi;

constexpr std::int64_t at_once = 5'000;

std::string number_of(std::int64_t label) { return fmt::format("HR1-{:08}-00", label); }

Result<void> put(store::Transaction& transaction, std::int64_t label) {
  const std::string number = number_of(label);
  const std::string product = fmt::format("見守りカメラ HC-{}", label);
  const std::string day = fmt::format("2026-{:02}-{:02}", 1 + label % 11, 1 + label % 28);
  HOSHI_CHECK(transaction.execute(
      "INSERT INTO labels (number, scheme, level, status, category, maker_ja, product_ja, status_list, status_index, issued_on, valid_from, valid_until, "
      "last_sequence, updated_at) VALUES ($1, 'jc-star', 1, 'valid', 'network_camera', '星工電機株式会社', $2, 1, $3, $4, $4, '2028-12-31', $3, 0)",
      {number, product, label, day}));
  HOSHI_CHECK(transaction.execute("INSERT INTO public_changes (sequence, number, kind, status, happened_at) VALUES ($1, $2, 'issue', 'valid', 0)", {label, number}));
  return store::put_document(transaction, {number, {2026, 11, static_cast<unsigned>(1 + label % 28)}, {number, product, "星工電機株式会社"}, {"level:1", "status:valid"}});
}

Result<void> fill(const std::filesystem::path& folder, std::int64_t labels) {
  const auto database = HOSHI_TRY(store::open_database((folder / "office.sqlite").string()));
  for (std::int64_t label = 1; label <= labels;) {
    const std::int64_t first = label;
    HOSHI_CHECK(database->run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
      for (label = first; label <= labels && label < first + at_once; ++label) HOSHI_CHECK(put(transaction, label));
      return {};
    }));
  }
  // Every record is brought to the disk: quick only where the folder lies in memory (/dev/shm).
  auto journal = HOSHI_TRY(signer::Journal::open(folder / "keys" / "signed.journal"));
  const Bytes key_id(8, 1);
  for (std::int64_t label = 1; label <= labels; ++label) {
    const std::string number = number_of(label);
    HOSHI_CHECK(journal.append(number, signer::digest_of(to_bytes(number)), key_id, Instant{}, signer::Relation::first));
  }
  return {};
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    fmt::print(stderr, "usage: start_up_fill FOLDER LABELS\n");
    return 2;
  }
  const auto done = fill(words[1], std::stoll(words[2]));
  if (done) return 0;
  fmt::print(stderr, "{}\n", done.error().message);
  return 1;
}
