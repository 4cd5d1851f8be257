// The two halves of the constitution, and the list they write into.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workflow/constitution.h"

namespace hoshi::workflow {

class Breaches {
 public:
  // `id` is one of constitution(); a second of the same (another kind, level or profile) is left out.
  void add(std::string_view id, std::string file, int line, std::string where, std::map<std::string, std::string> slots = {});
  std::vector<Breach> all() && { return std::move(all_); }

 private:
  std::vector<Breach> all_;
};

// One machine as it is acted on.
struct MachineCase {
  const Machine& machine;
  const Profile& profile;
  const Level& level;
  const Rulebook& rulebook;
};

void check_machine(const MachineCase& one, Breaches& breaches);
// Fees, terms, numbers, notices, announcements, retention.
void check_office_data(const Rulebook& rulebook, const std::vector<Level>& levels, Breaches& breaches);

std::string file_of(const Machine& machine);  // "workflow/label.toml"
bool is_among(const std::vector<std::string>& all, std::string_view one);

}  // namespace hoshi::workflow
