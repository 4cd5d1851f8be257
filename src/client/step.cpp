// Commands as the API takes them.
// SPDX-License-Identifier: Apache-2.0
#include "client/step.h"

#include <array>

#include "base/file.h"
#include "base/percent.h"

namespace hoshi::client {
namespace {

struct Opening {
  std::string_view place, event;
};
constexpr std::array<Opening, 3> openings = {{{"applications", "open"}, {"organisations", "register"}, {"office/cases", "open"}}};

// Where the data of a record name a file that is handed in with it.
struct Named {
  std::string_view role, event, member;
};
constexpr std::array<Named, 3> named = {{{"mandate", "record_mandate", "document"}, {"proof", "register", "other_proof"}, {"proof", "amend", "other_proof"}}};

void name_files(const StepRequest& request, const Value& uploads, Value& data) {
  for (const auto& upload : uploads.as_list()) {
    for (const auto& one : named) {
      const bool is_meant = one.event == request.event && one.role == upload["role"].as_text();
      if (is_meant && data[one.member].is_null()) data.set(one.member, upload["sha256"]);
    }
  }
}

}  // namespace

std::string path_of(const StepRequest& request) {
  for (const auto& one : openings) {
    if (request.place == one.place && request.event == one.event) return "/" + request.place;
  }
  return "/" + request.place + "/" + encode_percent(request.event);
}

Result<Value> hand_in(Api& api, const std::vector<FileToHandIn>& files) {
  Value uploads{ValueList{}};
  for (const auto& file : files) {
    const std::string content = HOSHI_TRY(read_file(file.path));
    auto sha256 = api.upload(content);
    if (!sha256) return tl::unexpected<Error>(std::move(sha256.error()).with_context(file.path.string()));
    uploads.push(object({{"role", file.role}, {"sha256", *sha256}, {"name", file.path.filename().string()}}));
  }
  return uploads;
}

Result<Value> take_step(Api& api, const StepRequest& request) {
  const Value uploads = HOSHI_TRY(hand_in(api, request.files));
  Value command{ValueMap{}};
  Value data = request.data;
  name_files(request, uploads, data);
  if (!data.is_null()) command.set("data", std::move(data));
  if (!uploads.as_list().empty()) command.set("uploads", uploads);
  if (!request.reason_code.empty()) command.set("reason_code", request.reason_code);
  if (!request.reason.empty()) command.set("reason", request.reason);
  if (!request.interest_statement.empty()) command.set("interest_statement", request.interest_statement);
  if (request.has_interest) command.set("has_interest", true);
  if (request.seen_version > 0) command.set("seen_version", request.seen_version);
  const std::string path = path_of(request);
  Value whole = command;
  whole.set("path", path);
  command.set("idempotency_key", request.key.empty() ? idempotency_key("step", whole) : request.key);
  return api.post(path, command);
}

}  // namespace hoshi::client
