// Turns what a capture showed into facts: flows, agreed TLS, and secrets that went by in clear.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "probes/bench.h"
#include "probes/traffic/sought.h"
#include "protocols/capture/analyse.h"

namespace hoshi::probes {

// Whose doing a capture shows.
struct Machines {
  std::optional<protocols::capture::Mac> device;     // nothing: it is not told from the others
  std::set<protocols::capture::Address> own;         // of this computer, in a lab network
};

// Borrows everything. Values, names of accounts and addresses never go into a fact.
class TrafficReport {
 public:
  TrafficReport(std::string reference, Bench& bench, const protocols::capture::CaptureSeen& seen, const protocols::capture::Needles& needles,
                const std::vector<KnownPassword>& known, Machines machines);

  // Emits traffic.flow, traffic.tls and traffic.secret.
  void flows();
  // False when there was more than is told.
  bool is_whole() const { return is_whole_; }

 private:
  using FlowKind = protocols::capture::FlowKind;
  using Flow = std::pair<const FlowKind, protocols::capture::FlowSum>;

  Subject subject() const { return {"", "", reference_}; }
  bool is_own(const protocols::capture::Party& party) const;
  bool is_our_doing(const FlowKind& kind) const;
  bool concerns_device(const FlowKind& kind) const;
  std::string_view direction(const FlowKind& kind) const;
  std::string peer(const FlowKind& kind) const;
  enum class Told { with_protection, without };
  Value base_value(const FlowKind& kind, Told told) const;
  void tls(const FlowKind& kind);
  void secret(const FlowKind& kind, std::string_view what, const Canary* canary, std::string_view authentication);
  std::string authentication_of(const std::string& value) const;
  void secrets(const Flow& flow);

  std::string reference_;
  Bench& bench_;
  const protocols::capture::CaptureSeen& seen_;
  const protocols::capture::Needles& needles_;
  const std::vector<KnownPassword>& known_;
  Machines machines_;
  std::set<protocols::capture::Mac> own_macs_;
  std::size_t secrets_told_ = 0;
  bool is_whole_ = true;
};

}  // namespace hoshi::probes
