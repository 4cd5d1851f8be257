// The whole loop on PostgreSQL: what the office writes and asks is understood by both stores.
// SPDX-License-Identifier: Apache-2.0
#include "office/clock.h"
#include "office/fixture.h"
#include "store/events.h"
#include "store/postgres_server.h"

namespace hoshi::office {
namespace {

class OnPostgres : public OfficeTest {
 protected:
  std::string store_address() override {
    static int schemas = 0;
    store::PostgresServer& server = store::PostgresServer::shared();
    EXPECT_TRUE(server.is_running()) << "postgresql-15 is missing (cmake/packages.sh, test_packages)";
    const std::string name = "office" + std::to_string(++schemas);
    server.make_schema(name);
    return server.address(name);
  }
};

TEST_F(OnPostgres, AnApplicationBecomesALabelThatExpires) {
  const std::string number = issued();
  EXPECT_EQ(public_label(*office, number)->status, "valid");
  EXPECT_EQ(queue(*office, intake, {}).value().items.size(), 1u);
  EXPECT_EQ(statistics(*office, "jc-star", 2025)->issued.at("1"), 1);
  EXPECT_TRUE(label(*office, applicant, number));
  EXPECT_EQ(parties(*office, intake, "星光").value().size(), 1u);
  clock = parse_instant("2028-03-01T15:00:00.000Z").value();
  const auto round = tick(*office);
  ASSERT_TRUE(round) << round.error().message;
  EXPECT_EQ(public_label(*office, number)->status, "expired");
  EXPECT_TRUE(store::check_audit_trail(*database));
}

}  // namespace
}  // namespace hoshi::office
