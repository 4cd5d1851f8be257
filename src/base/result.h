// The one error vocabulary of the house: a value, or an Error that says what was wrong and where.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace hoshi {

enum class ErrorCode {
  invalid_input,
  not_found,
  conflict,
  forbidden,
  unavailable,
  timed_out,
  corrupt,
  internal,
};

// Returns the lower-case name of the code ("invalid_input"), for logs and JSON.
std::string_view name_of(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;  // one sentence, no trailing newline, no secrets

  // Puts `where: ` in front of the message; called once per room on the way up.
  [[nodiscard]] Error with_context(std::string_view where) && {
    message = std::string(where) + ": " + message;
    return std::move(*this);
  }
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

// A broken invariant is a bug: prints where and aborts. Never for input.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace hoshi

// Returns early with the error of `expression`, else yields its value. One per statement; not in coroutines. In the braces of an
// initialiser it comes first: g++ 12 and clang 14 never free what stands there before it when it returns.
#define HOSHI_TRY(expression)                                          \
  __extension__({                                                      \
    auto hoshi_try_result = (expression);                              \
    if (!hoshi_try_result) {                                           \
      return tl::unexpected<hoshi::Error>(hoshi_try_result.error());   \
    }                                                                  \
    std::move(*hoshi_try_result);                                      \
  })

// The same for Result<void>.
#define HOSHI_CHECK(expression)                                        \
  do {                                                                 \
    auto hoshi_check_result = (expression);                            \
    if (!hoshi_check_result) {                                         \
      return tl::unexpected<hoshi::Error>(hoshi_check_result.error()); \
    }                                                                  \
  } while (false)

#define HOSHI_ASSERT(expression) \
  ((expression) ? void(0) : hoshi::assertion_failed(#expression, __FILE__, __LINE__))
