// Structural comparison.
// SPDX-License-Identifier: Apache-2.0
#include "office/difference.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace hoshi::office {
namespace {

constexpr std::size_t shown_bytes = 400;

std::string shown(const Value& value) {
  if (value.is_null()) return {};
  return printable(value.is_text() ? value.as_text() : to_json(value), shown_bytes);
}

bool are_texts(const ValueList& list) {
  return std::all_of(list.begin(), list.end(), [](const Value& one) { return one.is_text(); });
}

bool have_ids(const ValueList& list) {
  return std::all_of(list.begin(), list.end(), [](const Value& one) { return one["id"].is_text(); });
}

class Comparison {
 public:
  void compare(const std::string& path, const Value& before, const Value& after) {
    if (before == after || is_full()) return;
    const bool are_maps = (before.is_map() || before.is_null()) && (after.is_map() || after.is_null());
    const bool are_lists = (before.is_list() || before.is_null()) && (after.is_list() || after.is_null());
    if (are_maps) return compare_maps(path, before.as_map(), after.as_map());
    if (are_lists) return compare_lists(path, before.as_list(), after.as_list());
    add(path, shown(before), shown(after));
  }

  std::vector<Difference> result() && { return std::move(found_); }

 private:
  bool is_full() const { return found_.size() >= differences_max; }

  void add(std::string path, std::string before, std::string after) {
    if (is_full()) return;
    if (found_.size() + 1 == differences_max) path = "…";
    found_.push_back({std::move(path), std::move(before), std::move(after)});
  }

  static std::string below(const std::string& path, const std::string& name) { return path.empty() ? name : path + "/" + name; }

  void compare_maps(const std::string& path, const ValueMap& before, const ValueMap& after) {
    std::set<std::string> keys;
    for (const auto& [key, value] : before) keys.insert(key);
    for (const auto& [key, value] : after) keys.insert(key);
    static const Value none;
    for (const auto& key : keys) {
      const auto old = before.find(key);
      const auto now = after.find(key);
      compare(below(path, printable(key, 60)), old == before.end() ? none : old->second, now == after.end() ? none : now->second);
    }
  }

  void compare_lists(const std::string& path, const ValueList& before, const ValueList& after) {
    if (are_texts(before) && are_texts(after)) return compare_texts(path, before, after);
    if (have_ids(before) && have_ids(after)) return compare_maps(path, by_id(before), by_id(after));
    static const Value none;
    for (std::size_t place = 0; place < std::max(before.size(), after.size()); ++place) {
      compare(below(path, std::to_string(place + 1)), place < before.size() ? before[place] : none, place < after.size() ? after[place] : none);
    }
  }

  void compare_texts(const std::string& path, const ValueList& before, const ValueList& after) {
    std::set<std::string> old;
    std::set<std::string> now;
    for (const auto& one : before) old.insert(one.as_text());
    for (const auto& one : after) now.insert(one.as_text());
    for (const auto& one : old) {
      if (!now.contains(one)) add(path, shown(one), "");
    }
    for (const auto& one : now) {
      if (!old.contains(one)) add(path, "", shown(one));
    }
  }

  static ValueMap by_id(const ValueList& list) {
    ValueMap map;
    for (const auto& one : list) map.emplace(one["id"].as_text(), one);
    return map;
  }

  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> differences(const Value& before, const Value& after) {
  Comparison comparison;
  comparison.compare("", before, after);
  return std::move(comparison).result();
}

}  // namespace hoshi::office
