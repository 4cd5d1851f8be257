// Writes ONVIF requests and reads the answers.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/onvif/soap.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "protocols/http/url.h"

namespace hoshi::protocols::onvif {
namespace {

constexpr std::string_view wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
constexpr std::string_view wsu = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
constexpr std::string_view digest_type =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest";
constexpr std::string_view nonce_type =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";

std::string_view name_space(Service service) {
  switch (service) {
    case Service::device: return "http://www.onvif.org/ver10/device/wsdl";
    case Service::media: return "http://www.onvif.org/ver10/media/wsdl";
  }
  return "";
}

Result<std::string> security_header(const UsernameToken& token) {
  return fmt::format(
      "<s:Header><w:Security s:mustUnderstand=\"1\" xmlns:w=\"{}\" xmlns:u=\"{}\"><w:UsernameToken><w:Username>{}"
      "</w:Username><w:Password Type=\"{}\">{}</w:Password><w:Nonce EncodingType=\"{}\">{}</w:Nonce><u:Created>{}"
      "</u:Created></w:UsernameToken></w:Security></s:Header>",
      wsse, wsu, xml::escaped(token.user), digest_type, HOSHI_TRY(password_digest(token)), nonce_type,
      to_base64(token.nonce), token.created);
}

// The innermost Subcode's Value, else the Code's (SOAP 1.2, 5.4.1).
std::string innermost_code(const xml::Element& fault) {
  std::string code;
  for (const auto* value : fault.all("Value")) {
    if (!value->text.empty()) code = value->text;
  }
  const auto colon = code.rfind(':');
  return printable(colon == std::string::npos ? code : code.substr(colon + 1), 60);
}

}  // namespace

Result<std::string> password_digest(const UsernameToken& token) {
  Bytes all = token.nonce;
  const Bytes rest = to_bytes(token.created + token.password);
  all.insert(all.end(), rest.begin(), rest.end());
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_Digest(all.data(), all.size(), digest.data(), &length, EVP_sha1(), nullptr) != 1) {
    return fail(ErrorCode::internal, "no SHA-1 in OpenSSL");
  }
  return to_base64(ByteView(digest.data(), length));
}

Result<std::string> write_envelope(Service service, std::string_view operation, std::string_view content,
                                   const UsernameToken* token) {
  const bool is_name = !operation.empty() && std::all_of(operation.begin(), operation.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
  if (!is_name) return fail(ErrorCode::invalid_input, "no name of an operation");
  const std::string header = token != nullptr ? HOSHI_TRY(security_header(*token)) : "";
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\">{}"
      "<s:Body><o:{} xmlns:o=\"{}\">{}</o:{}></s:Body></s:Envelope>",
      header, operation, name_space(service), content, operation);
}

bool Answer::is_refusal() const {
  if (!is_fault()) return false;
  return contains_ignoring_case(fault_code, "NotAuthorized") || contains_ignoring_case(fault_code, "FailedAuthentication") ||
         contains_ignoring_case(fault_code, "InvalidSecurity") || contains_ignoring_case(fault_code, "FailedCheck") ||
         contains_ignoring_case(reason, "not authorized") || contains_ignoring_case(reason, "unauthorized");
}

Result<Answer> read_answer(std::string_view text) {
  const auto root = HOSHI_TRY(xml::parse(text));
  const auto* body = root.name == "Envelope" ? root.child("Body") : nullptr;
  if (body == nullptr || body->children.empty()) return fail(ErrorCode::corrupt, "not SOAP");
  Answer answer{body->children.front().name, "", "", body->children.front()};
  if (answer.is_fault()) {
    answer.fault_code = innermost_code(answer.body);
    const auto* reason = answer.body.child("Reason");
    answer.reason = reason != nullptr ? printable(reason->child_text("Text")) : "";
  }
  return answer;
}

std::optional<std::string> device_time(const Answer& answer) {
  const auto* utc = answer.response == "GetSystemDateAndTimeResponse" ? answer.body.find("UTCDateTime") : nullptr;
  const auto* date = utc != nullptr ? utc->child("Date") : nullptr;
  const auto* time = utc != nullptr ? utc->child("Time") : nullptr;
  if (date == nullptr || time == nullptr) return std::nullopt;
  const auto year = parse_number(date->child_text("Year"), 9999);
  const auto month = parse_number(date->child_text("Month"), 12);
  const auto day = parse_number(date->child_text("Day"), 31);
  const auto hour = parse_number(time->child_text("Hour"), 23);
  const auto minute = parse_number(time->child_text("Minute"), 59);
  const auto second = parse_number(time->child_text("Second"), 61);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", *year, *month, *day, *hour, *minute, *second);
}

DeviceInformation device_information(const Answer& answer) {
  return {printable(answer.body.child_text("Manufacturer"), 100), printable(answer.body.child_text("Model"), 100),
          printable(answer.body.child_text("FirmwareVersion"), 100)};
}

std::optional<ServicePlace> media_service(const Answer& answer) {
  const auto* media = answer.body.find("Media");
  const auto url = http::parse_url(media != nullptr ? media->child_text("XAddr") : "");
  if (!url) return std::nullopt;
  return ServicePlace{url->port, url->origin_form()};
}

}  // namespace hoshi::protocols::onvif
