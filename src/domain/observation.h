// What a probe saw: one fact about one subject, with the way back to the bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace hoshi {

// What a fact is about. Empty parts do not apply.
struct Subject {
  std::string target;    // name of the target in the description ("main"), never an address
  std::string endpoint;  // "tcp/443", "udp/161"
  std::string reference; // id of a route, asset, document … of the description
  friend auto operator<=>(const Subject&, const Subject&) = default;
};

// Names a transcript (or file) of the evidence folder and the hash of its bytes.
struct EvidenceReference {
  std::string path;    // relative to the evidence folder: "transcripts/tls_versions-main-tcp-443.jsonl"
  std::string sha256;  // 64 hexadecimal digits
  friend bool operator==(const EvidenceReference&, const EvidenceReference&) = default;
};

// A fact, as docs/facts.md lists them. Holds no secrets and no clock times: equal facts of two runs are equal.
struct Observation {
  std::string id;     // "o-" and 12 hexadecimal digits over probe, fact, subject, value (see identify)
  std::string probe;  // "tls_versions"
  std::string fact;   // "tls.version"
  Subject subject;
  Value value;        // a map; members by docs/facts.md
  std::vector<EvidenceReference> evidence;
};

// Computes the id from probe, fact, subject and value. Two observations that say the same have the same id.
std::string identify(const Observation& observation);

Value to_value(const Observation& observation);
[[nodiscard]] Result<Observation> observation_from(const Value& value);

// All observations of an assessment in a fixed order (by fact, subject, id), without repetitions.
class Observations {
 public:
  Observations() = default;
  explicit Observations(std::vector<Observation> all);

  void add(Observation observation);
  std::span<const Observation> all() const { return all_; }
  // Those with the given fact; pointers live as long as this object is not changed.
  std::vector<const Observation*> with_fact(std::string_view fact) const;
  const Observation* find(std::string_view id) const;

 private:
  std::vector<Observation> all_;
};

}  // namespace hoshi
