// Reading and writing what update server a lab plays.
// SPDX-License-Identifier: Apache-2.0
#include "lab/updates/server_settings.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::lab {
namespace {

constexpr std::uint16_t http_port = 80;    // RFC 9110, 4.2.1
constexpr std::uint16_t https_port = 443;  // RFC 9110, 4.2.2
constexpr std::size_t longest_host = 253;  // RFC 1035, 3.1, as text
constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_path = 1024;
constexpr std::size_t most_ports = 4;

tl::unexpected<Error> wrong(std::string_view text) { return fail(ErrorCode::invalid_input, printable(text, 80)); }

bool is_label(std::string_view label) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
  return !label.empty() && label.size() <= longest_label && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), plain);
}

// Lower case, of at least two labels, the last of which is no number: a name, and nothing that needs quoting.
bool is_host(std::string_view host) {
  const auto labels = split(host, '.');
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return host.size() <= longest_host && labels.size() >= 2 && std::all_of(labels.begin(), labels.end(), is_label) &&
         !std::all_of(labels.back().begin(), labels.back().end(), is_digit);
}

}  // namespace

bool is_served_path(std::string_view path) {
  const auto plain = [](char c) { return c > ' ' && c < '\x7f' && c != '?' && c != '#'; };
  return path.starts_with('/') && path.size() <= longest_path && std::all_of(path.begin(), path.end(), plain);
}

Result<UpdateServer> parse_update_server(std::string_view text) {
  std::string_view rest = text;
  if (const auto scheme = rest.find("://"); scheme != std::string_view::npos) {
    const std::string name = lower(rest.substr(0, scheme));
    if (name != "https" && name != "http") return wrong(text);
    rest.remove_prefix(scheme + 3);
  }
  rest = rest.substr(0, rest.find('/'));
  const auto colon = rest.find(':');
  UpdateServer server;
  server.host = lower(rest.substr(0, colon));
  server.ports = {http_port, https_port};
  if (!is_host(server.host)) return wrong(text);
  if (colon != std::string_view::npos) {
    const auto port = parse_number(rest.substr(colon + 1), UINT16_MAX);
    if (!port || *port == 0) return wrong(text);
    server.ports.push_back(static_cast<std::uint16_t>(*port));
  }
  std::sort(server.ports.begin(), server.ports.end());
  server.ports.erase(std::unique(server.ports.begin(), server.ports.end()), server.ports.end());
  return server;
}

Result<ServedFileOption> parse_served_file(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals + 1 == text.size() || !is_served_path(text.substr(0, equals))) return wrong(text);
  return ServedFileOption{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

Value to_value(const UpdateServer& server) {
  ValueList ports;
  for (const auto port : server.ports) ports.emplace_back(int{port});
  ValueList files;
  for (const auto& file : server.files) {
    files.push_back(object({{"path", file.path}, {"sha256", file.sha256}, {"bytes", file.size_bytes}}));
  }
  return object({{"host", server.host}, {"ports", ports}, {"files", files}});
}

Result<UpdateServer> update_server_from(const Value& value) {
  UpdateServer server;
  server.host = value["host"].as_text();
  if (!is_host(server.host)) return wrong(server.host);
  for (const auto& port : value["ports"].as_list()) {
    const auto number = port.as_integer();
    if (number < 1 || number > UINT16_MAX) return wrong(to_json(port));
    server.ports.push_back(static_cast<std::uint16_t>(number));
  }
  const auto& files = value["files"].as_list();
  if (server.ports.empty() || server.ports.size() > most_ports || files.size() > most_served_files) return wrong(server.host);
  for (const auto& file : files) {
    if (!is_served_path(file["path"].as_text())) return wrong(file["path"].as_text());
    server.files.push_back({file["path"].as_text(), file["sha256"].as_text(), static_cast<std::uint64_t>(file["bytes"].as_integer()), ""});
  }
  return server;
}

}  // namespace hoshi::lab
