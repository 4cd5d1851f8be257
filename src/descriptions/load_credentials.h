// Reads test accounts and passwords (`hoshi-credentials/1`), kept apart from everything that is ever shown.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/product.h"
#include "tables/problem.h"

namespace hoshi::descriptions {

// An account of the device under test. Secret: never printed, logged or kept as evidence.
struct Credentials {
  std::string authentication;  // id in the description
  std::string account;         // may be empty: devices that ask for a password alone
  std::string password;
  bool second = false;         // a further account, for tests that need two
  std::string next{};          // what the password may be changed to in a test; may be empty
};

// A unique value put into the device before the tests. Secret like a password.
struct PlantedValue {
  std::string id;
  std::string asset;  // id in the description, or ""
  std::string value;
};

// What a unit's label gives as its first password. Secret.
struct LabelPassword {
  std::string unit;  // id in the description
  std::string authentication;
  std::string account;
  std::string password;
};

// The value of an environment variable, nothing when it is not set.
using Environment = std::function<std::optional<std::string>(const std::string&)>;

struct LoadedCredentials {
  std::vector<Credentials> credentials;
  std::vector<PlantedValue> canaries;
  std::vector<LabelPassword> initial_passwords;
  tables::Problems problems;  // never quote a value of the file
};

LoadedCredentials load_credentials(std::string_view text, std::string_view file_name, const Product& product,
                                   const Environment& environment);

}  // namespace hoshi::descriptions
