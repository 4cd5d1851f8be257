// The office's API as the command line uses it: JSON over HTTPS, with a token out of a file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/value.h"

namespace hoshi::client {

// What the server says is hostile: bounded in size and time, redirects are not followed.
class Api {
 public:
  // `server`: "https://labels.example" or "http://localhost:8080"; plain HTTP only to this machine, for a token goes over it. The token
  // is the first line of a file that others may not read; without a file only what anybody may see is given. `language` ("ja", "en") is
  // that of refusals.
  [[nodiscard]] static Result<Api> open(std::string_view server, const std::optional<std::filesystem::path>& token_file, std::string_view language);
  ~Api();
  Api(Api&&) noexcept;
  Api& operator=(Api&&) = delete;

  // Paths below /api/v1. Refusals of the office become errors with its words: 404 not_found, 403 forbidden, 409 conflict, 4xx
  // invalid_input, 5xx and a server that is not there unavailable.
  [[nodiscard]] Result<Value> get(std::string_view path);
  [[nodiscard]] Result<Value> post(std::string_view path, const Value& body);
  [[nodiscard]] Result<Value> put(std::string_view path, std::string_view content);
  // Bytes to PUT /files; gives their SHA-256 as the office names them, and checks that it is ours.
  [[nodiscard]] Result<std::string> upload(std::string_view content);
  // The bytes at any address of the office: "/labels.csv", "/api/v1/applications/…/files/…".
  [[nodiscard]] Result<std::string> fetch(std::string_view address);

 private:
  struct Handle;
  explicit Api(std::unique_ptr<Handle> handle);
  [[nodiscard]] Result<std::string> send(std::string_view method, std::string_view address, std::string_view type, std::string_view body);
  std::unique_ptr<Handle> handle_;
};

// A path with what is asked behind it; empty values are left out.
using Asked = std::vector<std::pair<std::string, std::string>>;
std::string with_query(std::string_view path, const Asked& asked);

// A key for one command, from what is sent: sent again after a lost answer, it counts once.
std::string idempotency_key(std::string_view purpose, const Value& body);

}  // namespace hoshi::client
