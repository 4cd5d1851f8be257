// What the probes that read prose share: which documents, which patterns, and how findings are reported.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "probes/http_client.h"
#include "probes/probe.h"

namespace hoshi::probes {

// One task for each document of these kinds that has a file or a URL.
std::vector<Task> document_tasks(const PlanInput& input, std::string_view probe,
                                 std::span<const std::string_view> kinds);

// Emits document.understood for each statement that the patterns of knowledge/<knowledge>.toml find in the
// task's document. A document that cannot be had or is no text says nothing (the documents probe tells
// why). internal when the patterns are missing or broken.
[[nodiscard]] Result<void> understand(const Task& task, Bench& bench, std::string_view knowledge);

void observe_understood(Bench& bench, const Document& document, std::string_view statement,
                        std::string_view excerpt, std::string_view language,
                        const EvidenceReference& evidence);

}  // namespace hoshi::probes
