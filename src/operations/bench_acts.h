// What recipes have done outside the wire: hands of a person, declared commands of this machine, the lab's network.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/broker.h"
#include "domain/product.h"
#include "operations/home.h"
#include "probes/effect.h"

namespace hoshi::operations {

struct BenchCrew {
  std::function<void(const std::string&)> say;  // one line
  std::function<std::optional<std::string>(const std::string&)> ask;  // none: nobody is there
  std::filesystem::path lab;     // folder of hoshi lab up; empty: no lab step can be done
  std::filesystem::path folder;  // of the description: where its commands run
  std::string host;              // of the target "main", for {host} in commands
  std::vector<probes::Effect> allowed{};  // on the device: an agent taken over by one can have no other recipe done
  std::map<std::string, std::string> left{};  // id of a recipe → what a run that was cut off noted of changes by it
};

// Borrows home and product. One act at a time, whatever thread asks. A step is looked up in the description: nothing but what
// stands there is ever run or shown.
agent::BenchActor bench_actor(const Home& home, const Product& product, BenchCrew crew);

}  // namespace hoshi::operations
