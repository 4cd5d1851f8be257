// Serves one ready page from memory, for bench/web_static, which measures it beside nginx.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <csignal>

#include "base/file.h"
#include "web/site.h"

using namespace hoshi;

namespace {

class Nobody : public accounts::Visitors {
 public:
  Result<accounts::Seen> by_session(std::string_view) override { return accounts::Seen{}; }
  Result<accounts::Seen> by_token(std::string_view) override { return accounts::Seen{}; }
};

}  // namespace

// web_static FILE: prints the port and serves FILE as /page.html until it is told to end.
int main(int count, char** words) {
  if (count != 2) return 2;
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  const auto content = read_file(words[1]);
  const auto catalogue = i18n::Catalogue::load(std::string(HOSHI_DATA_FOLDER) + "/translations");
  const auto router = web::Router::create({});
  if (!content || !catalogue || !router) return 1;
  Nobody nobody;
  web::PageCache cache;
  web::Response page = web::Response::page(*content);
  web::add_security_headers(page, web::Privacy::for_everybody, false);
  cache.keep("/page.html", Language::ja, page, web::PageCache::Time::max());
  web::Site site({}, {*router, *catalogue, nobody, cache, {}, [] { return std::string(64, 'a'); }, {}, {}});
  web::ServerSettings settings;
  settings.io_threads = 1;
  settings.limits.connections_per_address = 1000;
  auto server = web::Server::start(settings, site);
  if (!server) return 1;
  fmt::print("{}\n", (*server)->port());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&ends, &signal);
  return 0;
}
