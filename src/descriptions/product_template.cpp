// Reads the template of a language.
// SPDX-License-Identifier: Apache-2.0
#include "descriptions/product_template.h"

#include "base/file.h"

namespace hoshi::descriptions {

Result<std::string> product_template(const std::filesystem::path& data_folder, Language language) {
  constexpr std::size_t limit_bytes = 1u << 20;  // the templates have under 20 kB
  return read_file(data_folder / "translations" / ("product." + std::string(name_of(language)) + ".toml"),
                   limit_bytes);
}

}  // namespace hoshi::descriptions
