// A device that shows its version on a page, with two images of an update: what the tests of delivery begin with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "fake_bench.h"

namespace hoshi::probes {

extern const Probe probe_update_effect;

namespace testing {

inline Bytes image_of(std::string_view version) {
  std::string image = "FAKE version " + std::string(version) + "\n";
  for (int i = 0; i < 300; ++i) image += static_cast<char>('a' + i * 7 % 26);
  return to_bytes(image);
}

class UpdatedDevice : public ::testing::Test {
 protected:
  UpdatedDevice() {
    Route web;
    web.id = "web";
    web.transport = "tcp";
    web.port = 80;
    web.protocol = "http";
    bench.described.routes = {web};
    bench.described.updates = {{}};
    bench.described.updates[0].id = "fw";
    RecipeStep show = request();
    show.keep = {"value=Software ([0-9.]+)"};
    add_recipe("version", {show});
    add_image("image-1", "1.0");
    add_image("image-2", "2.0");
    bench.saw("port.open", {"main", "tcp/80", ""});
    bench.disruption = true;
  }

  static RecipeStep request() {
    RecipeStep step;
    step.kind = "http";
    step.route = "web";
    return step;
  }

  void add_recipe(std::string purpose, std::vector<RecipeStep> steps) {
    Recipe recipe;
    recipe.id = purpose;
    recipe.purpose = std::move(purpose);
    recipe.steps = std::move(steps);
    bench.described.recipes.push_back(std::move(recipe));
  }

  // How an image is brought to the device.
  void add_update(std::vector<RecipeStep> steps) {
    add_recipe("update", std::move(steps));
    bench.described.recipes.back().update = "fw";
  }

  void add_image(const std::string& id, const std::string& image_version) {
    ArtifactEntry entry;
    entry.id = id;
    entry.kind = "firmware_image";
    entry.update = "fw";
    entry.version = image_version;
    bench.described.artifacts.push_back(entry);
    const Bytes& bytes = images.emplace_back(image_of(image_version));
    bench.mapped_artifacts.push_back({id, "artifacts/" + id, sha256_hex(bytes), bytes});
    good.insert(to_text(bytes));
  }

  // The page: the version, or that all is well with what was posted.
  Reply page(bool is_posted) const {
    const std::string body = is_posted ? "Update successful" : "Software " + version;
    return {"HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body, true};
  }

  void install(const std::string& image) {
    const auto at = image.find("version ");
    if (at != std::string::npos) version = image.substr(at + 8, 3);
  }

  std::map<std::string, Value> run() {
    const auto tasks = bench.plan(probe_update_effect);
    EXPECT_EQ(tasks.size(), 1U);
    EXPECT_TRUE(bench.run(probe_update_effect, tasks.at(0)));
    std::map<std::string, Value> variants;
    for (const auto& value : bench.values("update.variant")) variants[value["variant"].as_text()] = value;
    return variants;
  }

  FakeBench bench;
  std::vector<Bytes> images{[] {
    std::vector<Bytes> room;
    room.reserve(4);  // the bench keeps views
    return room;
  }()};
  std::set<std::string> good;
  std::string version = "1.0";
};

}  // namespace testing
}  // namespace hoshi::probes
