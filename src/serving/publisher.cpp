// Publishing: from the store's public entries to files.
// SPDX-License-Identifier: Apache-2.0
#include "serving/publisher.h"

#include <algorithm>

#include "base/file.h"
#include "office/queries.h"
#include "office/register_queries.h"

namespace hoshi::serving {
namespace {

constexpr int entries_at_once = 500;
constexpr int pause_per_effort = 10;  // writing takes at most a tenth of the time,
constexpr std::chrono::seconds longest_pause{30};  // but nobody waits longer than this for what is new

Result<void> hand_over(const office::Office& office, const std::function<void(public_register::Entry)>& take) {
  std::string after;
  for (;;) {
    auto entries = HOSHI_TRY(office::public_labels(office, after, entries_at_once));
    if (entries.empty()) return {};
    after = entries.back().number;
    for (auto& entry : entries) take(std::move(entry));
  }
}

}  // namespace

Result<public_register::LabelArtist> label_artist(const House& house) {
  return public_register::LabelArtist::open(house.settings().house / "schemes" / house.settings().scheme / "label.svg", house.words());
}

Result<public_register::TreeReport> publish_register(House& house, const std::filesystem::path& folder) {
  const auto site = house.public_site();
  const auto artist = HOSHI_TRY(label_artist(house));
  const std::string schema = HOSHI_TRY(read_file(house.settings().house / "docs" / "register.schema.json"));
  const public_register::TreeSettings settings{folder,
                                               site,
                                               house.words(),
                                               schema,
                                               house.settings().tool,
                                               [&](const public_register::Entry& entry) -> Result<public_register::LabelFiles> {
                                                 auto art = HOSHI_TRY(artist.draw(entry, site, artwork::LabelSize::box));
                                                 return public_register::LabelFiles{std::move(art.svg), std::move(art.png), std::move(art.pdf)};
                                               },
                                               office::category_names(house.scheme())};
  return public_register::publish_tree([&](const auto& take) { return hand_over(house.office(), take); }, settings);
}

Result<Publisher> Publisher::create(House& house) { return Publisher(house); }

Result<void> Publisher::publish_changes() {
  const auto began = std::chrono::steady_clock::now();
  if (began < not_before_) return {};
  const auto seen = HOSHI_TRY(office::register_state(house_->office()));
  const Date today = workflow::day_in_japan(now());
  if (seen == seen_ && today == day_) return {};
  HOSHI_CHECK(publish_register(*house_, public_folder(house_->settings())));
  seen_ = seen;
  day_ = today;
  const auto ended = std::chrono::steady_clock::now();
  not_before_ = ended + std::min<std::chrono::steady_clock::duration>(pause_per_effort * (ended - began), longest_pause);
  return {};
}

}  // namespace hoshi::serving
