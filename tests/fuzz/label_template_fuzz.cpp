// Fuzzes the reader of an operator's label, and fills what it accepts.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <pugixml.hpp>
#include <set>
#include <string_view>

#include "artwork/example.h"
#include "artwork/template.h"
#include "base/bytes.h"

using namespace hoshi;
using namespace hoshi::artwork;

namespace {

const std::set<std::string_view> dangerous{"script", "style", "image", "use", "a", "foreignObject", "animate", "set", "iframe"};

// What a filled label holds by another way than the reader's own list: only elements and text, none that acts or fetches.
void walk(pugi::xml_node node) {
  for (const auto child : node.children()) {
    if (child.type() == pugi::node_pcdata) continue;
    HOSHI_ASSERT(child.type() == pugi::node_element);
    HOSHI_ASSERT(!dangerous.contains(child.name()));
    for (const auto attribute : child.attributes()) {
      const std::string_view name = attribute.name();
      HOSHI_ASSERT(!name.starts_with("on") && !name.ends_with("href") && name != "style");
    }
    walk(child);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto design = LabelTemplate::parse(to_text(ByteView(data, size)));
  if (!design) return 0;
  const auto filled = design->fill(example_face());
  if (!filled) return 0;
  pugi::xml_document document;
  HOSHI_ASSERT(document.load_string(filled->c_str(), pugi::parse_full));
  walk(document);
  return 0;
}
