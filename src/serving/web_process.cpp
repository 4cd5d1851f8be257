// The web process: accounts, pages, API, server.
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <fmt/format.h>

#include "artwork/qr.h"
#include "base/encoding.h"
#include "pages/routes.h"
#include "register/tokens.h"
#include "serving/house.h"
#include "serving/processes.h"
#include "serving/publisher.h"
#include "serving/suggester.h"
#include "web/site.h"
#include "web/static.h"

namespace hoshi::serving {
namespace {

constexpr auto between_looks = std::chrono::seconds(3);
constexpr auto between_tidyings = std::chrono::minutes(10);
constexpr unsigned workers = 4;  // each waits for the database; two hash passwords at once

accounts::RelyingParty party_of(const Settings& settings) {
  accounts::RelyingParty party;
  party.origin = settings.origin;
  const auto begin = settings.origin.find("//") + 2;
  party.id = settings.origin.substr(begin, settings.origin.find_first_of(":/", begin) - begin);
  return party;
}

web::ServerSettings server_settings(const Settings& settings) {
  web::ServerSettings server;
  server.address = settings.address;
  server.port = settings.port;
  server.workers = workers;
  server.certificate = settings.certificate;
  server.key = settings.certificate_key;
  server.trusted_proxies = settings.trusted_proxies;
  return server;
}

Result<std::string> drawn(const public_register::LabelArtist& artist, const public_register::Entry& entry, const public_register::Site& site, std::string_view size,
                          std::string_view form) {
  using artwork::LabelSize;
  for (const auto one : {LabelSize::device, LabelSize::box, LabelSize::manual}) {
    if (artwork::name_of(one) != size) continue;
    auto art = HOSHI_TRY(artist.draw(entry, site, one));
    if (form == "svg") return std::move(art.svg);
    if (form == "png") return std::move(art.png);
    if (form == "pdf") return std::move(art.pdf);
  }
  return fail(ErrorCode::not_found, "a label is drawn as device, box or manual, in svg, png or pdf");
}

Result<void> tell(int ready, const std::string& first_link) {
  const std::string line = to_json(object({{"first_link", first_link}})) + "\n";
  if (::write(ready, line.data(), line.size()) != static_cast<ssize_t>(line.size())) return fail(ErrorCode::unavailable, "whoever started the web process is gone");
  return {};
}

}  // namespace

Result<void> run_web(const Settings& settings, const schemes::Known& known, int ready, int stop) {
  auto house = HOSHI_TRY(House::open(settings, known));
  const auto vault = HOSHI_TRY(accounts::Vault::open_or_create(settings.data / "keys" / "second_factors.key", random_bytes));
  accounts::PasswordHasher hasher;
  const auto policy = HOSHI_TRY(accounts::PasswordPolicy::load(settings.house / "office" / "common_passwords.txt"));
  accounts::Accounts people({house->database(), vault, hasher, policy, party_of(settings), now, random_bytes});
  Suggester suggester(*house);
  const auto artist = HOSHI_TRY(label_artist(*house));
  const pages::Site site{house->office(), people, house->words(), settings.scheme, public_folder(settings), house->folding(),
                         [&house] { return house->public_site(); },
                         [&suggester](std::string_view typed) { return suggester.nearest(typed); },
                         [&](const public_register::Entry& entry, std::string_view size, std::string_view form) {
                           return drawn(artist, entry, house->public_site(), size, form);
                         },
                         [](std::string_view text, std::string_view label) -> Result<std::string> {
                           const auto code = HOSHI_TRY(artwork::qr_of_text(text));
                           return artwork::svg_of(code, label);
                         },
                         artist.has_one_size() ? std::vector<std::string>{"box"} : std::vector<std::string>{"device", "manual", "box"}};
  const auto router = HOSHI_TRY(web::Router::create(pages::all_routes(site)));
  web::PageCache cache;
  const bool is_over_tls = settings.origin.starts_with("https://");
  HOSHI_CHECK(web::StaticFiles::load(settings.house / "src" / "pages" / "static", cache, is_over_tls,
                                     {{"tokens.css", std::string(public_register::shared_tokens)}}));
  web::SiteSettings web_settings;
  web_settings.origin = settings.origin;
  web_settings.trusted_proxies = settings.trusted_proxies;
  web::Site application(web_settings, {router, house->words(), people, cache, pages::problem_page(site), [] { return to_hex(random_bytes(32)); },
                                       [](const web::AccessLine& line) { log_value("web", web::to_json(line)); }, {}});
  auto server = HOSHI_TRY(web::Server::start(server_settings(settings), application));
  const auto link = HOSHI_TRY(people.first_administrator_link());
  HOSHI_CHECK(tell(ready, link.value_or("")));
  auto tidied_at = std::chrono::steady_clock::now();
  while (goes_on(stop, between_looks)) {
    const auto renewed = suggester.renew([stop] { return !goes_on(stop, std::chrono::milliseconds(0)); });
    if (!renewed) log_line("web", renewed.error().message);
    if (std::chrono::steady_clock::now() - tidied_at < between_tidyings) continue;
    tidied_at = std::chrono::steady_clock::now();
    const auto tidied = people.tidy();
    if (!tidied) log_line("web", tidied.error().message);
  }
  server->stop();
  return {};
}

}  // namespace hoshi::serving
