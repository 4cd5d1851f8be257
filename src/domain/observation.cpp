// Identity, order and JSON form of observations.
// SPDX-License-Identifier: Apache-2.0
#include "domain/observation.h"

#include <algorithm>
#include <tuple>

#include "base/encoding.h"

namespace hoshi {
namespace {

Value subject_value(const Subject& subject) {
  return object({{"target", subject.target},
                 {"endpoint", subject.endpoint},
                 {"reference", subject.reference}});
}

auto order_key(const Observation& o) { return std::tie(o.fact, o.subject, o.id); }

bool before(const Observation& a, const Observation& b) { return order_key(a) < order_key(b); }

}  // namespace

std::string identify(const Observation& observation) {
  const Value said = object({{"probe", observation.probe},
                             {"fact", observation.fact},
                             {"subject", subject_value(observation.subject)},
                             {"value", observation.value}});
  constexpr std::size_t digits = 12;  // 48 bits: a clash among 10,000 observations has odds of 1 in 5 million
  return "o-" + sha256_hex(to_json(said)).substr(0, digits);
}

Value to_value(const Observation& observation) {
  ValueList evidence;
  for (const auto& reference : observation.evidence) {
    evidence.push_back(object({{"path", reference.path}, {"sha256", reference.sha256}}));
  }
  return object({{"id", observation.id},
                 {"probe", observation.probe},
                 {"fact", observation.fact},
                 {"subject", subject_value(observation.subject)},
                 {"value", observation.value},
                 {"evidence", evidence}});
}

Result<Observation> observation_from(const Value& value) {
  Observation observation;
  observation.probe = value["probe"].as_text();
  observation.fact = value["fact"].as_text();
  observation.subject = {value["subject"]["target"].as_text(), value["subject"]["endpoint"].as_text(),
                         value["subject"]["reference"].as_text()};
  observation.value = value["value"];
  for (const auto& reference : value["evidence"].as_list()) {
    observation.evidence.push_back({reference["path"].as_text(), reference["sha256"].as_text()});
  }
  observation.id = identify(observation);
  if (observation.probe.empty() || observation.fact.empty()) {
    return fail(ErrorCode::corrupt, "an observation without probe or fact");
  }
  const std::string& id = value["id"].as_text();
  if (!id.empty() && id != observation.id) {
    return fail(ErrorCode::corrupt, "observation " + id +
                                        " does not have the content its id names");
  }
  return observation;
}

Observations::Observations(std::vector<Observation> all) : all_(std::move(all)) {
  for (auto& observation : all_) observation.id = identify(observation);
  std::sort(all_.begin(), all_.end(), before);
  const auto same = [](const Observation& a, const Observation& b) { return a.id == b.id; };
  all_.erase(std::unique(all_.begin(), all_.end(), same), all_.end());
}

void Observations::add(Observation observation) {
  observation.id = identify(observation);
  const auto place = std::lower_bound(all_.begin(), all_.end(), observation, before);
  if (place != all_.end() && place->id == observation.id) return;
  all_.insert(place, std::move(observation));
}

std::vector<const Observation*> Observations::with_fact(std::string_view fact) const {
  std::vector<const Observation*> found;
  const auto first = std::partition_point(all_.begin(), all_.end(),
                                          [&](const Observation& o) { return o.fact < fact; });
  for (auto it = first; it != all_.end() && it->fact == fact; ++it) found.push_back(&*it);
  return found;
}

const Observation* Observations::find(std::string_view id) const {
  const auto found = std::find_if(all_.begin(), all_.end(), [&](const Observation& o) { return o.id == id; });
  return found != all_.end() ? &*found : nullptr;
}

}  // namespace hoshi
