// Fuzzes the recognition of services by their first bytes, with patterns over what was recognised.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/services/fingerprints.h"

using namespace hoshi;

namespace {

const protocols::services::Fingerprints& fingerprints() {
  static const auto all = [] {
    ValueList list;
    for (const char* protocol : {"ssh", "telnet", "http", "ftp", "smtp", "shell", "mysql"}) {
      list.push_back(object({{"protocol", protocol}, {"pattern", "(?:a|b|[0-9.])*?([0-9][0-9.]*)"}, {"product", "x"}}));
      list.push_back(object({{"protocol", protocol}, {"pattern", "x"}, {"in", "detail"}, {"product", "y"}}));
    }
    return protocols::services::Fingerprints::create(object({{"fingerprint", list}}));
  }();
  return *all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto found = protocols::services::recognise(ByteView(data, size));
  if (found) {
    HOSHI_ASSERT(!found->protocol.empty() && found->banner.size() <= 210 && found->detail.size() <= 210);
    fingerprints().match(*found);
  }
  return 0;
}
