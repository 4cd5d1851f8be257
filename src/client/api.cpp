// The API by libcurl.
// SPDX-License-Identifier: Apache-2.0
#include "client/api.h"

#include <curl/curl.h>
#include <sys/stat.h>

#include "base/encoding.h"
#include "base/file.h"
#include "base/percent.h"
#include "base/text.h"

namespace hoshi::client {
namespace {

constexpr std::size_t answer_bytes_max = 256u << 20;  // the largest file an office gives out
constexpr long connect_seconds = 15;
constexpr long whole_seconds = 300;  // an archive of 80 MB over a slow line
constexpr std::size_t token_bytes_max = 4096;

bool is_of_this_machine(std::string_view server) {
  for (const std::string_view host : {"http://localhost", "http://127.0.0.1", "http://[::1]"}) {
    if (server == host || (server.starts_with(host) && server.size() > host.size() && server[host.size()] == ':')) return true;
  }
  return false;
}

std::size_t take(char* data, std::size_t size, std::size_t count, void* into) {
  auto& answer = *static_cast<std::string*>(into);
  const std::size_t bytes = size * count;
  if (answer.size() + bytes > answer_bytes_max) return 0;  // ends the transfer with an error
  answer.append(data, bytes);
  return bytes;
}

ErrorCode code_of(long status) {
  if (status == 404) return ErrorCode::not_found;
  if (status == 401 || status == 403) return ErrorCode::forbidden;
  if (status == 409) return ErrorCode::conflict;
  return status >= 500 || status == 429 ? ErrorCode::unavailable : ErrorCode::invalid_input;
}

constexpr const char* api = "/api/v1";

Result<Value> value_in(const Result<std::string>& answer) {
  if (!answer) return tl::unexpected<Error>(answer.error());
  auto read = parse_json(*answer);
  if (!read) return fail(ErrorCode::corrupt, "the office's answer is no JSON");
  return read;
}

// RFC 9457: "detail" says what was wrong, "title" what it was about.
Error refusal_of(long status, const std::string& body) {
  const auto problem = parse_json(body);
  std::string said = problem ? (*problem)["detail"].as_text() : "";
  if (said.empty() && problem) said = (*problem)["title"].as_text();
  if (said.empty()) said = "the office answered with status " + std::to_string(status);
  return {code_of(status), printable(said, 2000)};
}

Result<std::string> token_from(const std::filesystem::path& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) == 0 && (found.st_mode & 077) != 0) {
    return fail(ErrorCode::forbidden, file.string() + ": others may read this token; type chmod 600 " + file.string());
  }
  const std::string content = HOSHI_TRY(read_file(file, token_bytes_max));
  const std::string token(trimmed(std::string_view(content).substr(0, content.find('\n'))));
  if (token.empty()) return fail(ErrorCode::invalid_input, file.string() + ": holds no token in its first line");
  return token;
}

}  // namespace

struct Api::Handle {
  CURL* curl = nullptr;
  std::string server;
  std::string authorization;  // "" without a token
  std::string language;

  ~Handle() {
    if (curl != nullptr) curl_easy_cleanup(curl);
    std::fill(authorization.begin(), authorization.end(), '\0');
  }
};

Api::Api(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Api::~Api() = default;
Api::Api(Api&&) noexcept = default;

Result<Api> Api::open(std::string_view server, const std::optional<std::filesystem::path>& token_file, std::string_view language) {
  while (server.ends_with('/')) server.remove_suffix(1);
  if (!server.starts_with("https://") && !is_of_this_machine(server)) {
    return fail(ErrorCode::invalid_input, std::string(server) + ": an office is reached by https:// (http:// only on this machine)");
  }
  auto handle = std::make_unique<Handle>();
  if (token_file) handle->authorization = "Authorization: Bearer " + HOSHI_TRY(token_from(*token_file));
  handle->server = server;
  handle->language = "Accept-Language: " + std::string(language);
  handle->curl = curl_easy_init();
  if (handle->curl == nullptr) return fail(ErrorCode::internal, "libcurl could not be started");
  return Api(std::move(handle));
}

Result<Value> Api::get(std::string_view path) { return value_in(send("GET", api + std::string(path), "", "")); }

Result<Value> Api::post(std::string_view path, const Value& body) {
  return value_in(send("POST", api + std::string(path), "application/json", to_json(body)));
}

Result<Value> Api::put(std::string_view path, std::string_view content) {
  return value_in(send("PUT", api + std::string(path), "application/octet-stream", content));
}

Result<std::string> Api::fetch(std::string_view address) { return send("GET", address, "", ""); }

Result<std::string> Api::upload(std::string_view content) {
  const auto kept = HOSHI_TRY(put("/files", content));
  const std::string sha256 = sha256_hex(content);
  if (kept["sha256"].as_text() != sha256) return fail(ErrorCode::corrupt, "the office kept other bytes than were sent");
  return sha256;
}

Result<std::string> Api::send(std::string_view method, std::string_view where, std::string_view type, std::string_view body) {
  CURL* curl = handle_->curl;
  curl_easy_reset(curl);
  const std::string address = handle_->server + std::string(where);
  const std::string verb(method);
  std::string answer;
  curl_slist* headers = curl_slist_append(nullptr, handle_->language.c_str());
  if (!handle_->authorization.empty()) headers = curl_slist_append(headers, handle_->authorization.c_str());
  headers = curl_slist_append(headers, where.starts_with(api) ? "Accept: application/json" : "Accept: */*");
  if (!type.empty()) headers = curl_slist_append(headers, ("Content-Type: " + std::string(type)).c_str());
  headers = curl_slist_append(headers, "Expect:");
  curl_easy_setopt(curl, CURLOPT_URL, address.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, verb.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_seconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, whole_seconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  if (!type.empty()) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
  }
  const CURLcode done = curl_easy_perform(curl);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all(headers);
  if (done != CURLE_OK) return fail(ErrorCode::unavailable, handle_->server + ": " + curl_easy_strerror(done));
  if (status < 200 || status > 299) return tl::unexpected<Error>(refusal_of(status, answer));
  return answer;
}

std::string with_query(std::string_view path, const Asked& asked) {
  std::string made(path);
  for (const auto& [name, value] : asked) {
    if (!value.empty()) made += (made.find('?') == std::string::npos ? "?" : "&") + encode_percent(name) + "=" + encode_percent(value);
  }
  return made;
}

std::string idempotency_key(std::string_view purpose, const Value& body) {
  return std::string(purpose) + "-" + sha256_hex(to_json(body)).substr(0, 40);
}

}  // namespace hoshi::client
