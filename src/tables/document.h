// A parsed TOML document; the one place where text of people becomes structure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "tables/node.h"
#include "tables/problem.h"

namespace hoshi::tables {

struct Limits {
  std::size_t bytes = 4u << 20;   // the largest scheme file known has 20 kB
  std::size_t depth = 16;         // of tables and lists; descriptions need 3
  std::size_t values = 200'000;
};

// `secret` files are never quoted: messages say where they are wrong, not what stands there.
enum class Secrecy { open, secret };

class Document {
 public:
  // Parses TOML 1.0 from hostile text. The error is one sentence beginning `file:line:column: `.
  [[nodiscard]] static Result<Document> parse(std::string_view text, std::string_view file_name,
                                              Secrecy secrecy = Secrecy::open, Limits limits = {});
  // The same for readers that collect problems: nothing when the text is no TOML, the reason is added.
  static std::optional<Document> read(std::string_view text, std::string_view file_name, Problems& problems,
                                      Secrecy secrecy = Secrecy::open, Limits limits = {});

  const std::string& file_name() const { return file_name_; }
  const Node& root() const { return root_; }

 private:
  Document(std::string file_name, Node root) : file_name_(std::move(file_name)), root_(std::move(root)) {}

  std::string file_name_;
  Node root_;
};

}  // namespace hoshi::tables
