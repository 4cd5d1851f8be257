// Reading the register's words, page by page.
// SPDX-License-Identifier: Apache-2.0
#include "serving/suggester.h"

#include "office/queries.h"

namespace hoshi::serving {
namespace {

constexpr int entries_at_once = 500;
constexpr int pause_per_effort = 10;
constexpr std::size_t typed_bytes_max = 400;  // longer than any word that is kept

}  // namespace

std::vector<std::string> Suggester::nearest(std::string_view typed) const {
  if (typed.size() > typed_bytes_max) return {};
  std::shared_ptr<const public_register::Suggestions> known;
  {
    const std::scoped_lock lock(mutex_);
    known = known_;
  }
  return known ? known->nearest(typed) : std::vector<std::string>();
}

Result<void> Suggester::renew(const std::function<bool()>& is_over) {
  const auto began = std::chrono::steady_clock::now();
  if (began < not_before_) return {};
  const auto state = HOSHI_TRY(office::register_state(house_->office()));
  if (state == seen_) return {};
  auto fresh = std::make_shared<public_register::Suggestions>(house_->folding());
  std::string after;
  while (fresh->size() < public_register::Suggestions::words_max) {
    if (is_over()) return {};
    const auto entries = HOSHI_TRY(office::public_labels(house_->office(), after, entries_at_once));
    if (entries.empty()) break;
    after = entries.back().number;
    for (const auto& entry : entries) fresh->add(entry);
  }
  seen_ = state;
  not_before_ = began + pause_per_effort * (std::chrono::steady_clock::now() - began);
  const std::scoped_lock lock(mutex_);
  known_ = std::move(fresh);
  return {};
}

}  // namespace hoshi::serving
