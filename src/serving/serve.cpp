// The supervisor of an office's processes.
// SPDX-License-Identifier: Apache-2.0
#include "serving/serve.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include <csignal>
#include <optional>

#include "base/file.h"
#include "labels/lint.h"
#include "serving/child.h"
#include "serving/house.h"
#include "serving/processes.h"
#include "signer/spawn.h"

namespace hoshi::serving {
namespace {

constexpr auto web_start_patience = std::chrono::seconds(60);
constexpr auto looks_every = std::chrono::milliseconds(500);
constexpr auto longest_pause = std::chrono::seconds(60);
constexpr int key_years = 5;  // how long the first label key may sign; docs/operating.md tells how to replace it

// Holds data/lock as long as it lives.
class FolderLock {
 public:
  [[nodiscard]] static Result<FolderLock> take(const std::filesystem::path& folder) {
    const int file = ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return fail(ErrorCode::unavailable, (folder / "lock").string() + " cannot be opened");
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) return FolderLock(file);
    ::close(file);
    return fail(ErrorCode::conflict, folder.string() + " is in use by another hoshi serve");
  }
  FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock() {
    if (file_ >= 0) ::close(file_);
  }

 private:
  explicit FolderLock(int file) : file_(file) {}
  int file_;
};

// A free port, kept for us until the server listens on it (both ends say SO_REUSEPORT).
Result<std::pair<std::uint16_t, Descriptor>> keep_free_port(const std::string& address) {
  const bool is_v6 = address.find(':') != std::string::npos;
  Descriptor kept(::socket(is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_storage place{};
  socklen_t size = is_v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  auto* v4 = static_cast<sockaddr_in*>(static_cast<void*>(&place));
  auto* v6 = static_cast<sockaddr_in6*>(static_cast<void*>(&place));
  place.ss_family = is_v6 ? AF_INET6 : AF_INET;
  const bool is_read = is_v6 ? ::inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr) == 1 : ::inet_pton(AF_INET, address.c_str(), &v4->sin_addr) == 1;
  if (!is_read) return fail(ErrorCode::invalid_input, address + " is no address to listen on");
  const int yes = 1;
  auto* general = static_cast<sockaddr*>(static_cast<void*>(&place));
  const bool is_bound = kept.is_open() && ::setsockopt(kept.number(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes) == 0 &&
                        ::bind(kept.number(), general, size) == 0 && ::getsockname(kept.number(), general, &size) == 0;
  if (!is_bound) return fail(ErrorCode::unavailable, "no port is free on " + address);
  return std::pair(ntohs(is_v6 ? v6->sin6_port : v4->sin_port), std::move(kept));
}

std::string own_origin(const Settings& settings) {
  const bool is_loopback = settings.address == "127.0.0.1" || settings.address == "::1";
  const std::string host = is_loopback ? "localhost" : settings.address.find(':') != std::string::npos ? "[" + settings.address + "]" : settings.address;
  return fmt::format("{}://{}:{}", settings.certificate.empty() ? "http" : "https", host, settings.port);
}

class Supervisor {
 public:
  Supervisor(Settings settings, const schemes::Known& known) : settings_(std::move(settings)), known_(known) {}

  [[nodiscard]] Result<void> prepare() {
    auto house = HOSHI_TRY(House::open(settings_, known_));  // makes the database, and finds what is wrong with the data
    profiles_ = {house->label_profile()};
    // A key that is gone is not replaced silently: labels it signed are out there, and a restored backup has none.
    HOSHI_CHECK(house->database().run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
      has_labels_ = !HOSHI_TRY(transaction.query("SELECT number FROM labels LIMIT 1")).empty();
      return {};
    }));
    std::error_code problem;
    if (has_labels_ && !std::filesystem::exists(settings_.label_key, problem)) {
      return fail(ErrorCode::not_found, settings_.label_key.string() + " is not there, and this office has issued labels with a key; put it back, or make a new one with hoshi signer keygen");
    }
    return {};
  }

  [[nodiscard]] Result<void> start_issuing() {
    const Date today = workflow::day_in_japan(now());
    signer::SignerSettings signer;
    signer.keys = {{settings_.label_key, settings_.label_key_secret}};
    signer.journal = settings_.data / "keys" / "signed.journal";
    signer.profiles = profiles_;
    if (!has_labels_) signer.first_key = signer::SignerSettings::Window{today, {today.year + key_years, today.month, std::min(today.day, 28u)}};
    auto spawned = HOSHI_TRY(signer::spawn_signer(signer));
    signer_.emplace(std::move(spawned));
    const int channel = signer_->client().release();
    auto child = Child::start("issuer", [&](int, int stop) { return run_issuer(settings_, known_, signer::SignerClient(channel), stop); }, {channel});
    ::close(channel);  // from now on the issuer alone can ask
    issuer_ = HOSHI_TRY(std::move(child));
    return {};
  }

  [[nodiscard]] Result<std::string> start_web() {
    web_ = HOSHI_TRY(Child::start("web", [&](int ready, int stop) { return run_web(settings_, known_, ready, stop); }));
    const std::string line = HOSHI_TRY(web_->first_line(web_start_patience));
    const std::string link = HOSHI_TRY(parse_json(line))["first_link"].as_text();
    return link.empty() ? "" : settings_.origin + "/link/" + link;
  }

  [[nodiscard]] Result<void> start_courier() {
    if (settings_.smtp.empty()) return {};
    courier_ = HOSHI_TRY(Child::start("courier", [&](int, int stop) { return run_courier(settings_, known_, stop); }));
    return {};
  }

  void look_after() {
    if (std::chrono::steady_clock::now() < again_at_) return;
    bool is_well = true;
    if (issuer_ && !issuer_->is_running()) is_well = again("issuer", [&] { stop_issuing(); return start_issuing(); });
    if (web_ && !web_->is_running()) is_well = again("web", [&]() -> Result<void> { HOSHI_CHECK(start_web()); return {}; }) && is_well;
    if (courier_ && !courier_->is_running()) is_well = again("courier", [&] { return start_courier(); }) && is_well;
    if (is_well && pause_ > std::chrono::seconds(1)) pause_ = std::chrono::seconds(1);
  }

  void stop() {
    web_.reset();
    courier_.reset();
    stop_issuing();
  }

 private:
  bool again(std::string_view name, const std::function<Result<void>()>& start) {
    log_line(name, "has ended and is started again");
    const auto started = start();
    if (!started) log_line(name, started.error().message);
    again_at_ = std::chrono::steady_clock::now() + pause_;
    pause_ = std::min<std::chrono::milliseconds>(pause_ * 2, longest_pause);
    return false;
  }

  void stop_issuing() {
    issuer_.reset();
    signer_.reset();
  }

  Settings settings_;
  const schemes::Known& known_;
  std::vector<labels::LintProfile> profiles_;
  bool has_labels_ = false;
  std::optional<signer::SpawnedSigner> signer_;
  std::optional<Child> issuer_, web_, courier_;
  std::chrono::steady_clock::time_point again_at_{};
  std::chrono::milliseconds pause_{1000};
};

}  // namespace

Result<void> serve(Settings settings, const schemes::Known& known, const std::function<void(const Started&)>& started,
                   const std::function<bool()>& stop_wanted) {
  HOSHI_CHECK(make_data_folder(settings.data));
  HOSHI_CHECK(make_data_folder(settings.data / "keys"));
  const auto lock = HOSHI_TRY(FolderLock::take(settings.data));
  Descriptor kept_port;
  if (settings.port == 0) {
    auto found = HOSHI_TRY(keep_free_port(settings.address));
    settings.port = found.first;
    kept_port = std::move(found.second);
  }
  if (settings.origin.empty()) settings.origin = own_origin(settings);
  if (settings.label_key.empty()) settings.label_key = settings.data / "keys" / "label.key";
  Supervisor supervisor(settings, known);
  HOSHI_CHECK(supervisor.prepare());
  HOSHI_CHECK(supervisor.start_issuing());
  const auto first_link = supervisor.start_web();
  if (!first_link) return tl::unexpected<Error>(first_link.error());
  HOSHI_CHECK(supervisor.start_courier());
  started({settings.origin, *first_link});
  while (!stop_wanted()) {
    ::usleep(static_cast<useconds_t>(std::chrono::microseconds(looks_every).count()));
    supervisor.look_after();
  }
  supervisor.stop();
  return {};
}

}  // namespace hoshi::serving
