// The issuer process: signatures for what was decided, the clock's steps, the public files.
// SPDX-License-Identifier: Apache-2.0
#include "office/clock.h"
#include "office/issuer.h"
#include "office/retention.h"
#include "office/subscriptions.h"
#include "serving/house.h"
#include "serving/processes.h"
#include "serving/publisher.h"

namespace hoshi::serving {
namespace {

constexpr auto between_rounds = std::chrono::milliseconds(200);
constexpr auto between_clocks = std::chrono::seconds(20);
constexpr auto between_erasures = std::chrono::hours(6);

void tell(const office::IssueRound& round) {
  for (const auto& problem : round.problems) log_line("issuer", problem);
}

}  // namespace

Result<void> run_issuer(const Settings& settings, const schemes::Known& known, signer::SignerClient client, int stop) {
  auto house = HOSHI_TRY(House::open(settings, known));
  office::ProcessSigner signer(client);
  office::Issuer issuer(house->office(), signer);
  Publisher publisher = HOSHI_TRY(Publisher::create(*house));
  Instant clock_at{}, erased_at{};
  std::string last_problem;
  do {
    const auto round = issuer.run_once();
    if (!round && round.error().code == ErrorCode::unavailable) return tl::unexpected<Error>(round.error());
    if (!round && round.error().message != last_problem) log_line("issuer", last_problem = round.error().message);
    if (round) tell(*round);
    if (now() - clock_at >= between_clocks) {
      clock_at = now();
      const auto acted = office::tick(house->office());
      if (!acted) log_line("issuer", acted.error().message);
      for (const auto& problem : acted ? acted->problems : std::vector<std::string>{}) log_line("issuer", problem);
    }
    if (now() - erased_at >= between_erasures) {
      const auto erased = office::apply_retention(house->office());
      if (!erased) log_line("issuer", erased.error().message);
      if (!erased || erased->is_done) erased_at = now();
    }
    const auto told = office::tell_subscribers(house->office(), [&](std::string_view typed) { return house->folding().words(typed); });
    if (!told && told.error().message != last_problem) log_line("issuer", last_problem = told.error().message);
    const auto published = publisher.publish_changes();
    if (!published && published.error().message != last_problem) log_line("issuer", last_problem = published.error().message);
  } while (goes_on(stop, between_rounds));
  return {};
}

}  // namespace hoshi::serving
