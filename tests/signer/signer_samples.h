// Keys in files of a folder of their own, a journal beside them, and requests as the pipeline makes them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include "labels/label_samples.h"
#include "signer/protocol.h"
#include "signing/soft_token.h"

namespace hoshi::signer {

inline Instant noon(Date day) { return Instant(to_days(day)) + std::chrono::hours(3); }  // 12:00 JST

inline SignRequest first_request(const labels::Statement& statement, Instant at) {
  return {Relation::first, at, *labels::write_statement(statement), {}};
}

class InFolder : public testing::Test {
 protected:
  InFolder() : folder_(signing::scratch_folder()) {}
  ~InFolder() override {
    std::error_code none;
    std::filesystem::remove_all(folder_, none);
  }
  std::filesystem::path key_file(const std::string& name, Date from, Date until,
                                 signing::LabelKeyKind kind = signing::LabelKeyKind::ed25519) const {
    const auto path = folder_ / name;
    EXPECT_TRUE(signing::make_label_key(path, kind, from, until, signing::Secret()).has_value());
    return path;
  }
  std::filesystem::path journal() const { return folder_ / "journal"; }
  std::filesystem::path folder_;
};

}  // namespace hoshi::signer
