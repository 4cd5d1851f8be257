// Reads recordings of tests/data/ and cuts them at every byte.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/bytes.h"
#include "base/file.h"

namespace hoshi::protocols::testing {

inline Bytes recording(const std::string& name) {
  auto content = read_file(std::string(HOSHI_SOURCE_FOLDER) + "/tests/data/" + name);
  EXPECT_TRUE(content) << name;
  return content ? to_bytes(*content) : Bytes{};
}

}  // namespace hoshi::protocols::testing
