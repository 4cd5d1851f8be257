// Compiles the patterns of services and matches them.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/services/fingerprints.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/text.h"

namespace hoshi::protocols::services {

struct Fingerprints::Entry {
  std::string protocol;
  bool in_detail = false;
  std::unique_ptr<re2::RE2> pattern;
  std::string product;
  std::string version;
};

Fingerprints::Fingerprints() = default;
Fingerprints::Fingerprints(Fingerprints&&) noexcept = default;
Fingerprints& Fingerprints::operator=(Fingerprints&&) noexcept = default;
Fingerprints::~Fingerprints() = default;

Result<Fingerprints> Fingerprints::create(const Value& knowledge) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(false);
  Fingerprints all;
  for (const Value& entry : knowledge["fingerprint"].as_list()) {
    const std::string& text = entry["pattern"].as_text();
    auto pattern = std::make_unique<re2::RE2>(text, options);
    if (!pattern->ok() || text.empty() || entry["protocol"].as_text().empty() || entry["product"].as_text().empty()) {
      return fail(ErrorCode::invalid_input, fmt::format("services: fingerprint '{}' is not valid", printable(text)));
    }
    all.entries_.push_back({entry["protocol"].as_text(), entry["in"].as_text() == "detail", std::move(pattern),
                            entry["product"].as_text(), entry["version"].as_text()});
  }
  return all;
}

Product Fingerprints::match(const Recognised& service) const {
  for (const Entry& entry : entries_) {
    if (entry.protocol != service.protocol) {
      continue;
    }
    const std::string& text = entry.in_detail ? service.detail : service.banner;
    re2::StringPiece groups[2];
    const int count = 1 + std::min(1, entry.pattern->NumberOfCapturingGroups());
    if (entry.pattern->Match(text, 0, text.size(), re2::RE2::UNANCHORED, groups, count)) {
      const std::string captured = count > 1 ? std::string(groups[1].data() ? groups[1].as_string() : "") : "";
      return {entry.product, captured.empty() ? entry.version : captured};
    }
  }
  return {service.product, service.version};
}

}  // namespace hoshi::protocols::services
