// What every process of an office opens for itself: words, schemes, database, files.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "i18n/catalogue.h"
#include "labels/lint.h"
#include "office/office.h"
#include "register/folding.h"
#include "register/list_import.h"
#include "register/site.h"
#include "schemes/known_rule.h"
#include "serving/settings.h"

namespace hoshi::serving {

// Stays where it is: the office borrows its members.
class House {
  struct Key {};  // only open() makes one

 public:
  // `known`: what scheme data may name (operations::known_names()). Errors list every problem of the data.
  [[nodiscard]] static Result<std::unique_ptr<House>> open(const Settings& settings, const schemes::Known& known);

  const Settings& settings() const { return settings_; }
  const i18n::Catalogue& words() const { return words_; }
  const std::map<std::string, office::SchemeOffice, std::less<>>& schemes() const { return schemes_; }
  const office::SchemeOffice& scheme() const { return schemes_.find(settings_.scheme)->second; }
  store::Database& database() { return *database_; }
  store::Blobs& blobs() { return blobs_; }
  const office::Office& office() const { return *office_; }
  const public_register::Folding& folding() const { return folding_; }
  // What labels of this scheme must look like, for the linters of pipeline and signer.
  labels::LintProfile label_profile() const;
  // As the public sees it today.
  public_register::Site public_site() const;

  struct Opened {
    i18n::Catalogue words;
    public_register::Folding folding;
    std::map<std::string, office::SchemeOffice, std::less<>> schemes;
    std::unique_ptr<store::Database> database;
    store::Blobs blobs;
  };
  House(Key, Settings settings, Opened opened);

 private:
  Settings settings_;
  i18n::Catalogue words_;
  public_register::Folding folding_;
  std::map<std::string, office::SchemeOffice, std::less<>> schemes_;
  std::unique_ptr<store::Database> database_;
  store::Blobs blobs_;
  std::unique_ptr<office::Office> office_;
  std::optional<public_register::ListColumns> list_columns_;  // borrows the folding; always there after open()
};

Instant now();
Bytes random_bytes(std::size_t count);

// Makes the data folder for its owner alone. One that is there is taken only when it is empty or an office's, and never changed:
// invalid_input when it holds something else, forbidden when others may read it.
[[nodiscard]] Result<void> make_data_folder(const std::filesystem::path& folder);

}  // namespace hoshi::serving
