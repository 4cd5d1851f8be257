// What probes need from the file system, loaded before the agent gives it up.
// SPDX-License-Identifier: Apache-2.0
#include "probes/prepare.h"

#include "artifacts/formats/formats.h"
#include "protocols/http/charset.h"

namespace hoshi::probes {

void prepare_probes() {
  protocols::http::keep_charsets_loaded();
  artifacts::load_formats();
}

}  // namespace hoshi::probes
