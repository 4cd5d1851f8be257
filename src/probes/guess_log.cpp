// Letters of the classes, and thinning that keeps the series.
// SPDX-License-Identifier: Apache-2.0
#include "probes/guess_log.h"

#include <algorithm>

namespace hoshi::probes {
namespace {

char small_letter_of(LoginClass outcome) {
  switch (outcome) {
    case LoginClass::accepted: return 'a';
    case LoginClass::refused: return 'r';
    case LoginClass::locked: return 'l';
    case LoginClass::throttled: return 't';
    case LoginClass::connection_lost: return 'c';
    case LoginClass::no_answer: return 'n';
    case LoginClass::unclear: return 'u';
  }
  return 'u';
}

// Keeps `room` of the points that `may_go` picks, evenly spread.
template <class Test>
void thin(std::vector<GuessPoint>& points, std::size_t room, Test may_go) {
  const auto count = static_cast<std::size_t>(std::count_if(points.begin(), points.end(), may_go));
  if (count <= room) return;
  std::size_t number = 0;
  std::erase_if(points, [&](const GuessPoint& point) {
    if (!may_go(point)) return false;
    const auto place = number++;
    return place * room / count == (place + 1) * room / count;
  });
}

}  // namespace

char letter_of(LoginClass outcome, PasswordSent sent) {
  const char letter = small_letter_of(outcome);
  return sent == PasswordSent::right ? static_cast<char>(letter - 'a' + 'A') : letter;
}

Value curve_points(std::vector<GuessPoint> points, std::size_t points_max) {
  std::stable_sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
  const auto is_parallel = [](const GuessPoint& point) { return point.connection != 0; };
  thin(points, points_max, [](const GuessPoint& point) { return point.connection == 0; });
  const auto in_series = points.size() - static_cast<std::size_t>(std::count_if(points.begin(), points.end(), is_parallel));
  thin(points, points_max - in_series, is_parallel);
  ValueList list;
  std::int64_t number = 0;
  for (const auto& point : points) {
    list.push_back(ValueList{++number, point.begin.count(), point.took.count(), std::string(1, point.letter), point.connection});
  }
  return list;
}

}  // namespace hoshi::probes
