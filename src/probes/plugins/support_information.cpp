// Finds in manuals and support pages what a user is told: set-up, updates, disposal, support end, disclaimer.
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "probes/understanding.h"

namespace hoshi::probes {
namespace {

constexpr std::array<std::string_view, 3> kinds{"manual", "update_instructions", "support_statement"};

std::vector<std::string_view> facts() { return {"document.understood"}; }

std::vector<Task> plan(const PlanInput& input) { return document_tasks(input, "support_information", kinds); }

Result<void> run(const Task& task, Bench& bench) { return understand(task, bench, "support_information"); }

}  // namespace

extern const Probe probe_support_information;
const Probe probe_support_information{
    "support_information", Phase::documents, Intrusion::active, std::chrono::seconds(120), facts, plan, run};

}  // namespace hoshi::probes
