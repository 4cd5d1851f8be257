// Writes the public register as files whenever something in it has changed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "office/register_queries.h"
#include "register/label_files.h"
#include "register/public_tree.h"
#include "serving/house.h"

namespace hoshi::serving {

// By schemes/<id>/label.svg where there is one. Borrows the house.
[[nodiscard]] Result<public_register::LabelArtist> label_artist(const House& house);

// The whole tree once, as `hoshi register publish` does. `folder`: where to.
[[nodiscard]] Result<public_register::TreeReport> publish_register(House& house, const std::filesystem::path& folder);

// Keeps the tree beside the office's data up to date. Borrows the house.
class Publisher {
 public:
  [[nodiscard]] static Result<Publisher> create(House& house);
  // Nothing to do when neither the change feed nor the day has moved. A large register is not written anew for each change at
  // once: pauses grow with the time that writing takes. What a label's page says comes from the store in any case.
  [[nodiscard]] Result<void> publish_changes();

 private:
  explicit Publisher(House& house) : house_(&house) {}
  House* house_;
  office::RegisterState seen_;  // what the files were written from
  Date day_;
  std::chrono::steady_clock::time_point not_before_;
};

}  // namespace hoshi::serving
