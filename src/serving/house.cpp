// Opening what a process of an office needs.
// SPDX-License-Identifier: Apache-2.0
#include "serving/house.h"

#include <sys/stat.h>

#include <openssl/rand.h>

#include "base/closed_folder.h"
#include "base/file.h"
#include "office/issue_intent.h"
#include "schemes/load_office.h"
#include "schemes/load_scheme.h"

namespace hoshi::serving {
namespace {

Result<office::SchemeOffice> open_scheme(const std::filesystem::path& folder, const schemes::Known& known, const workflow::Calendar& calendar,
                                         const std::string& log_origin) {
  auto loaded = schemes::load_scheme(folder, known);
  if (!loaded.problems.empty()) return fail(ErrorCode::invalid_input, loaded.problems.to_lines());
  auto office = schemes::load_office(folder, loaded.scheme);
  if (!office.problems.empty()) return fail(ErrorCode::invalid_input, office.problems.to_lines());
  if (!office.is_there) return fail(ErrorCode::not_found, folder.string() + ": the scheme has no workflow.toml and cannot be run");
  return office::SchemeOffice{std::move(loaded.scheme), std::move(office.rulebook), calendar, "", log_origin};
}

// The host and the scheme: stays the same when the port changes (C2SP tlog-checkpoint: an origin is a name, not an address).
std::string log_origin_of(const Settings& settings) {
  const auto begin = settings.origin.find("//");
  const std::string host = begin == std::string::npos ? "localhost" : settings.origin.substr(begin + 2, settings.origin.find_first_of(":/", begin + 2) - begin - 2);
  return host + "/" + settings.scheme;
}

}  // namespace

std::filesystem::path database_file(const Settings& settings) { return settings.data / "office.sqlite"; }

std::string store_of(const Settings& settings) { return settings.store.empty() ? database_file(settings).string() : settings.store; }

std::filesystem::path public_folder(const Settings& settings) { return settings.data / "public"; }

Instant now() { return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

Bytes random_bytes(std::size_t count) {
  Bytes bytes(count);
  HOSHI_ASSERT(RAND_bytes(bytes.data(), static_cast<int>(count)) == 1);
  return bytes;
}

Result<void> make_data_folder(const std::filesystem::path& folder) {
  std::error_code problem;
  if (!std::filesystem::exists(folder, problem)) return make_closed_folder(folder);
  // What is there already is never changed: it may be anybody's.
  struct stat found {};
  if (::stat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) return fail(ErrorCode::invalid_input, folder.string() + " is no folder");
  if (found.st_uid != ::geteuid()) {
    return fail(ErrorCode::forbidden, folder.string() + " belongs to somebody else; an office keeps its data in a folder of its own user");
  }
  // "blobs" alone: files that `store restore` has put beside a database elsewhere.
  const bool is_ours = std::filesystem::exists(folder / "lock", problem) || std::filesystem::exists(folder / "office.sqlite", problem) ||
                       std::filesystem::is_directory(folder / "blobs", problem) || folder.filename() == "keys";
  if (!is_ours && !std::filesystem::is_empty(folder, problem)) {
    return fail(ErrorCode::invalid_input, folder.string() + " holds something else; name a new or empty folder");
  }
  return make_closed_folder(folder);
}

House::House(Key, Settings settings, Opened opened)
    : settings_(std::move(settings)),
      words_(std::move(opened.words)),
      folding_(std::move(opened.folding)),
      schemes_(std::move(opened.schemes)),
      database_(std::move(opened.database)),
      blobs_(std::move(opened.blobs)),
      office_(std::make_unique<office::Office>(office::Parts{
          *database_, blobs_, schemes_, serving::now, random_bytes, [this](std::string_view text) { return folding_.fold(text); },
          [this](std::string_view bytes, std::string_view scheme, Date list_date) {
            return public_register::import_list(bytes, *list_columns_, scheme, list_date);
          }})) {}

Result<std::unique_ptr<House>> House::open(const Settings& settings, const schemes::Known& known) {
  const auto& data = settings.house;
  auto words = HOSHI_TRY(i18n::Catalogue::load(data / "translations"));
  auto folding = HOSHI_TRY(public_register::Folding::load(data / "office" / "japanese_folding.toml"));
  auto calendar = schemes::load_calendar(data / "office" / "calendar-jp.toml");
  if (!calendar.calendar) return fail(ErrorCode::invalid_input, calendar.problems.to_lines());
  std::map<std::string, office::SchemeOffice, std::less<>> schemes;
  auto scheme = HOSHI_TRY(open_scheme(data / "schemes" / settings.scheme, known, *calendar.calendar, log_origin_of(settings)));
  schemes.emplace(settings.scheme, std::move(scheme));
  auto database = HOSHI_TRY(store::open_database(store_of(settings)));
  auto blobs = HOSHI_TRY(store::Blobs::open(settings.data));
  auto house = std::make_unique<House>(Key{}, settings,
                                       Opened{std::move(words), std::move(folding), std::move(schemes), std::move(database), std::move(blobs)});
  house->list_columns_ = HOSHI_TRY(public_register::ListColumns::load(data / "office" / "list_columns.toml", house->folding_));
  return house;
}

labels::LintProfile House::label_profile() const { return office::lint_profile(scheme()); }

public_register::Site House::public_site() const {
  public_register::Site site;
  site.address = settings_.origin;
  site.scheme = scheme().scheme.name;
  site.operator_name = {words_.text(Language::ja, "pages.site"), words_.text(Language::en, "pages.site")};
  site.disclaimer = scheme().scheme.notice;
  site.subscribe = settings_.origin + "/subscriptions/new";
  site.office = settings_.origin;
  site.today = workflow::day_in_japan(serving::now());
  return site;
}

}  // namespace hoshi::serving
