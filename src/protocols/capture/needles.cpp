// Every form of every value, in one search.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/capture/needles.h"

#include <algorithm>

#include "base/value_forms.h"

namespace hoshi::protocols::capture {

namespace {

bool is_looked_for(const std::string& value) { return value.size() >= needle_least_bytes && value.size() <= needle_most_bytes; }

std::vector<NeedleForm> forms_of(const std::vector<std::string>& values) {
  std::vector<NeedleForm> forms;
  for (std::size_t value = 0; value < std::min(values.size(), needle_limit); ++value) {
    if (!is_looked_for(values[value])) continue;
    for (auto& form : forms_of_value(values[value])) forms.push_back({value, std::move(form.how), std::move(form.bytes)});
  }
  return forms;
}

NeedleSearch search_for(const std::vector<NeedleForm>& forms) {
  std::vector<std::string> texts;
  for (const auto& form : forms) texts.push_back(form.bytes);
  return NeedleSearch(std::move(texts));
}

}  // namespace

Needles::Needles(const std::vector<std::string>& values) : forms_(forms_of(values)), search_(search_for(forms_)) {
  for (const auto& form : forms_) {
    looked_for_.insert(form.value);
    overlap_bytes_ = std::max(overlap_bytes_, form.bytes.size() - 1);
  }
}

std::set<std::size_t> Needles::find(ByteView bytes) const {
  std::set<std::size_t> found;
  search_.search(bytes, [&](std::size_t index, std::size_t) { found.insert(index); });
  return found;
}

}  // namespace hoshi::protocols::capture
