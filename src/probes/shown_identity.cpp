// Reads model and version out of what a device shows.
// SPDX-License-Identifier: Apache-2.0
#include "probes/shown_identity.h"

#include <algorithm>

#include "base/text.h"
#include "protocols/text/labels.h"

namespace hoshi::probes {
namespace {

struct Identity {
  std::string model;
  std::string version;
  std::string where;
};

// The declared names first, longest first, so that "HC-100 Pro" is not taken for "HC-100".
std::vector<std::string> names_of(const Product& product) {
  std::vector<std::string> names{product.model};
  for (const auto& family : product.family) names.push_back(family.model);
  std::erase(names, "");
  std::stable_sort(names.begin(), names.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return names;
}

std::string first_shown(const std::vector<std::string>& names, std::string_view text) {
  for (const auto& name : names) {
    if (protocols::text::shows_word(text, name)) return name;
  }
  return {};
}

void take(const std::string& found, std::string_view where, std::string& member, Identity& identity) {
  if (found.empty() || !member.empty()) return;
  member = printable(found, 100);
  if (!identity.where.empty() && identity.where == where) return;
  identity.where += (identity.where.empty() ? "" : ", ") + std::string(where);
}

Identity identify_from(const std::vector<Shown>& shown, const Product& product,
                       const protocols::text::Labels& labels) {
  Identity identity;
  const auto models = names_of(product);
  for (const auto& [where, text] : shown) take(first_shown(models, text), where, identity.model, identity);
  for (const auto& [where, text] : shown) take(labels.find("model", text), where, identity.model, identity);
  if (!product.firmware.empty()) {
    for (const auto& [where, text] : shown)
      take(first_shown({product.firmware}, text), where, identity.version, identity);
  }
  for (const auto& [where, text] : shown)
    take(labels.find("version", text), where, identity.version, identity);
  return identity;
}

}  // namespace

Result<void> observe_identity(Bench& bench, const Task& task, const std::vector<Shown>& shown) {
  const auto labels = protocols::text::Labels::create(bench.knowledge("identity"));
  if (!labels) return fail(ErrorCode::internal, "knowledge/identity: " + labels.error().message);
  const Identity identity = identify_from(shown, bench.product(), *labels);
  bench.observe(
      "identity.shown", {task.target, task.endpoint, ""},
      object({{"model", identity.model}, {"version", identity.version}, {"where", identity.where}}));
  return {};
}

}  // namespace hoshi::probes
