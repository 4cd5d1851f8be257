// From what the user named to addresses: the only list of places a run may reach.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operations/assess_product.h"
#include "transport/direct_connector.h"

namespace hoshi::operations {

struct ReachableTargets {
  transport::DirectConnector::Targets targets;  // with "document:<id>" for the hosts of documents' URLs
  std::vector<std::string> names;               // of the devices alone
  agent::SinglePorts document_ports;            // of those hosts only the port of the URL is reached
  Value addresses;                              // name → list of texts, for run.json
};

// Names must be targets of the product; hosts are addresses or are resolved once, here. A document host that cannot
// be resolved is left out: its document will be unavailable.
[[nodiscard]] Result<ReachableTargets> reachable_targets(const AssessOptions& options, const Product& product);

}  // namespace hoshi::operations
