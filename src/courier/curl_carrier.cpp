// libcurl with certificates checked, no redirects, bounded times, and only the protocols that are meant.
// SPDX-License-Identifier: Apache-2.0
#include "courier/curl_carrier.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "base/file.h"
#include "base/text.h"
#include "courier/addresses.h"
#include "courier/message.h"

namespace hoshi::courier {
namespace {

constexpr long http_ok = 200;
constexpr long http_ok_end = 300;
constexpr std::size_t answer_bytes_max = 64u << 10;  // with its head

struct EndHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct EndList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, EndHandle>;
using List = std::unique_ptr<curl_slist, EndList>;

void append(List& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) return;
  list.release();
  list.reset(longer);
}

struct Upload {
  std::string_view rest;
};

std::size_t give(char* into, std::size_t size, std::size_t count, void* upload_of) {
  auto* upload = static_cast<Upload*>(upload_of);
  const std::size_t taken = std::min(size * count, upload->rest.size());
  std::memcpy(into, upload->rest.data(), taken);
  upload->rest.remove_prefix(taken);
  return taken;
}

// What the other side says is not kept; more than a little of it ends the transfer.
std::size_t swallow(char*, std::size_t size, std::size_t count, void* seen_of) {
  auto* seen = static_cast<std::size_t*>(seen_of);
  *seen += size * count;
  return *seen > answer_bytes_max ? 0 : size * count;
}

ByteView address_in(const curl_sockaddr& address) {
  const auto* bytes = static_cast<const std::uint8_t*>(static_cast<const void*>(&address.addr));
  if (address.family == AF_INET) return {bytes + offsetof(sockaddr_in, sin_addr), 4};
  if (address.family == AF_INET6) return {bytes + offsetof(sockaddr_in6, sin6_addr), 16};
  return {};
}

// Asked for the very address that is connected to, behind every look-up of a name.
curl_socket_t open_public(void*, curlsocktype, curl_sockaddr* address) {
  if (!is_public_address(address_in(*address))) return CURL_SOCKET_BAD;
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

bool is_loopback(std::string_view url) {
  const auto begin = url.find("://");
  const std::string_view rest = begin == std::string_view::npos ? "" : url.substr(begin + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.find('@') != std::string_view::npos) return false;  // "127.0.0.1:25@elsewhere.example"
  const std::string_view host = authority.substr(0, authority.find(':', authority.starts_with('[') ? authority.find(']') : 0));
  return host == "127.0.0.1" || host == "[::1]" || host == "localhost";
}

class CurlCarrier : public Carrier {
 public:
  CurlCarrier(CarrierSettings settings, std::function<Instant()> now) : settings_(std::move(settings)), now_(std::move(now)) {}

  Result<void> send(const Mail& mail, const std::string& message_id) override {
    if (settings_.smtp.empty()) return fail(ErrorCode::unavailable, "no mail server is set up");
    const std::string text = HOSHI_TRY(mail_text(mail, settings_.from, message_id, now_()));
    const std::string password = HOSHI_TRY(read_password());
    CURL* curl = begin(settings_.smtp, "smtp,smtps", settings_.mail_time);
    if (curl == nullptr) return fail(ErrorCode::internal, "libcurl gave no handle");
    List recipients;
    append(recipients, "<" + mail.to + ">");
    const bool may_be_plain = settings_.plain == CarrierSettings::Plain::to_loopback && is_loopback(settings_.smtp);
    const std::string from = "<" + settings_.from + ">";
    Upload upload{text};
    curl_easy_setopt(curl, CURLOPT_USE_SSL, may_be_plain ? CURLUSESSL_TRY : CURLUSESSL_ALL);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
    if (!settings_.user.empty()) curl_easy_setopt(curl, CURLOPT_USERNAME, settings_.user.c_str());
    if (!settings_.user.empty()) curl_easy_setopt(curl, CURLOPT_PASSWORD, password.c_str());
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
    const CURLcode code = perform(curl);
    if (code != CURLE_OK) return fail(ErrorCode::unavailable, std::string("the mail server did not take it: ") + curl_easy_strerror(code));
    return {};
  }

  Result<void> send(const Webhook& webhook, const std::string& name) override {
    const bool is_https = webhook.url.starts_with("https://");
    if (!is_https && !(settings_.plain == CarrierSettings::Plain::to_loopback && webhook.url.starts_with("http://") && is_loopback(webhook.url))) {
      return fail(ErrorCode::invalid_input, "a webhook must be an https:// address");
    }
    CURL* curl = begin(webhook.url, is_https ? "https" : "http", settings_.webhook_time);
    if (curl == nullptr) return fail(ErrorCode::internal, "libcurl gave no handle");
    if (settings_.webhooks == CarrierSettings::Reach::public_only) curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_public);
    List headers;
    append(headers, "Content-Type: application/json");
    append(headers, "Idempotency-Key: " + printable(name));
    append(headers, "Hoshi-Signature: " + webhook_signature(webhook.secret, webhook.body, now_()));
    append(headers, "Expect:");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, webhook.body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(webhook.body.size()));
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    const CURLcode code = perform(curl);
    if (code != CURLE_OK) return fail(ErrorCode::unavailable, std::string("the receiver was not reached: ") + curl_easy_strerror(code));
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (status < http_ok || status >= http_ok_end) return fail(ErrorCode::unavailable, "the receiver answered " + std::to_string(status));
    return {};
  }

 private:
  // A handle for one transfer; it is ended when the next one begins.
  CURL* begin(const std::string& url, const char* protocols, std::chrono::seconds time) {
    handle_.reset(curl_easy_init());
    CURL* curl = handle_.get();
    if (curl == nullptr) return nullptr;
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);  // a redirect would take signed content elsewhere
    curl_easy_setopt(curl, CURLOPT_PROXY, "");           // nor does the environment decide where it goes
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!settings_.authorities.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, settings_.authorities.c_str());
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(settings_.connect_time.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(time.count()));
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(time.count()));
    return curl;
  }

  CURLcode perform(CURL* curl) {
    seen_bytes_ = 0;
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, swallow);  // of SMTP: every line the server says
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &seen_bytes_);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, swallow);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &seen_bytes_);
    return curl_easy_perform(curl);
  }

  [[nodiscard]] Result<std::string> read_password() const {
    if (settings_.user.empty()) return std::string();
    constexpr auto of_others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
    std::error_code failed;
    const auto permissions = std::filesystem::status(settings_.password_file, failed).permissions();
    if (failed || (permissions & of_others) != std::filesystem::perms::none) {
      return fail(ErrorCode::forbidden, settings_.password_file.string() + ": the mail server's password must be a file that only its owner reads");
    }
    const std::string text = HOSHI_TRY(read_file(settings_.password_file, 4096));
    return std::string(trimmed(text));
  }

  const CarrierSettings settings_;
  const std::function<Instant()> now_;
  std::size_t seen_bytes_ = 0;
  // Kept behind its transfer: ending it says QUIT and waits for the answer, and by then it must be noted what was taken.
  Handle handle_;
};

}  // namespace

Result<std::unique_ptr<Carrier>> curl_carrier(CarrierSettings settings, std::function<Instant()> now) {
  const bool is_server = settings.smtp.starts_with("smtp://") || settings.smtp.starts_with("smtps://");
  if (!settings.smtp.empty() && !is_server) return fail(ErrorCode::invalid_input, "the mail server must be smtp://… or smtps://…");
  if (!settings.smtp.empty() && !is_mail_address(settings.from)) return fail(ErrorCode::invalid_input, "the office's own mail address is none");
  static const CURLcode begun = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (begun != CURLE_OK) return fail(ErrorCode::internal, "libcurl does not begin");
  return std::make_unique<CurlCarrier>(std::move(settings), std::move(now));
}

}  // namespace hoshi::courier
