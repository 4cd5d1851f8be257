// What the office shows, as JSON values with stable names; docs/api.md describes them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/value.h"
#include "i18n/catalogue.h"
#include "office/case_story.h"
#include "office/label_views.h"
#include "office/views.h"

namespace hoshi::pages {

Value to_value(const Words& words);
Value to_value(const office::PossibleStep& step);
Value to_value(const office::Remark& remark);
Value to_value(const office::HistoryStep& step);
Value to_value(const office::ApplicationView& view);
Value to_value(const office::QueuePage& page);
Value to_value(const office::PartyView& view);
Value to_value(const office::LabelView& view);
Value to_value(const office::CaseView& view);
Value to_value(const office::CaseEntry& entry);
Value to_value(const office::StatisticsView& view);

template <class T>
Value list_of(const std::vector<T>& things) {
  Value list{ValueList{}};
  for (const auto& thing : things) list.push(to_value(thing));
  return list;
}

// The same with what is meant in the caller's words: `text` of a remark, `missing` of a step that cannot be taken yet.
Value in_words(const i18n::Catalogue& words, Language language, const std::vector<office::Remark>& remarks);
Value in_words(const i18n::Catalogue& words, Language language, const std::vector<office::PossibleStep>& steps);

}  // namespace hoshi::pages
