// Makes unique values for what users set on a product, to be planted in the device and looked for later.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "domain/product.h"
#include "operations/home.h"

namespace hoshi::operations {

enum class CanaryKind { user_name, wifi_key, password, token, name };

struct NewCanary {
  std::string id;     // that of the asset
  std::string asset;
  CanaryKind kind = CanaryKind::name;
  std::string value;  // secret
};

// A number below the bound that nobody can foresee.
using Chance = std::function<std::uint32_t(std::uint32_t bound)>;

// One for each asset that users set, in the alphabet and length that such a thing has everywhere.
std::vector<NewCanary> canaries_for(const Product& product, const Chance& chance);

// Writes them as a credentials file that only its owner may read. conflict when there is one already, invalid_input when the
// description has mistakes, not_found when it names nothing that users set.
[[nodiscard]] Result<std::vector<NewCanary>> write_canaries(const Home& home, const std::filesystem::path& product,
                                                            const std::filesystem::path& out, const Chance& chance);

}  // namespace hoshi::operations
