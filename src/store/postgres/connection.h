// PostgreSQL behind the store's connection: serialisable transactions, prepared statements, binary values.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/connection.h"

namespace hoshi::store::postgres {

// Connections to "postgresql://…". A password belongs into ~/.pgpass or PGPASSFILE, not into the address, which others may see.
Opener opener(std::string address);

}  // namespace hoshi::store::postgres
