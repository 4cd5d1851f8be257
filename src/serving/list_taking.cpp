// A look into the list, then the step of the office.
// SPDX-License-Identifier: Apache-2.0
#include "serving/list_taking.h"

#include "base/encoding.h"
#include "office/imported_lists.h"

namespace hoshi::serving {
namespace {

constexpr std::size_t key_random_bytes = 16;

Result<office::Receipt> import(House& house, const ListAbout& about, std::string_view bytes, std::size_t left_out) {
  const workflow::Actor machinery{"import", "", {"import"}};
  office::Command command;
  command.uploads.push_back(HOSHI_TRY(house.office().take_upload(machinery, {"list", "", about.file_name, "text/csv"}, bytes)));
  command.aggregate = "office/" + house.settings().scheme;
  command.event = "import_list";
  command.data = object({{"source", about.source},
                         {"list_date", to_text(about.list_date)},
                         {"name", about.name},
                         {"left_out", static_cast<std::int64_t>(left_out)}});
  command.idempotency_key = "import-" + to_hex(random_bytes(key_random_bytes));
  return house.office().perform(machinery, command);
}

}  // namespace

Result<ListTaken> take_list(House& house, const ListAbout& about, std::string_view bytes, std::optional<std::size_t> left_out, Language language) {
  const auto preview = HOSHI_TRY(office::preview_list(house.office(), house.settings().scheme, about.source, about.list_date, bytes));
  ListTaken taken;
  taken.listed = preview.listed;
  taken.left_out = preview.left_out;
  taken.has_more_problems = preview.has_more_problems;
  for (const auto& problem : preview.problems) taken.problems.push_back(public_register::in_words(problem, language, house.words()));
  if (!left_out || *left_out != preview.left_out || preview.listed == 0) return taken;
  HOSHI_TRY(import(house, about, bytes, *left_out));
  taken.is_done = true;
  return taken;
}

}  // namespace hoshi::serving
