// The update server a lab plays: its name, its ports, and the files it gives out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/value.h"

namespace hoshi::lab {

struct ServedFile {
  std::string path;  // as the device asks for it, without a query: "/firmware/hc100.img"
  std::string sha256;
  std::uint64_t size_bytes = 0;
  std::string content;  // not in the state: only the process that serves needs it
};

struct UpdateServer {
  std::string host;                  // as the device asks for it
  std::vector<std::uint16_t> ports;  // ascending: 80, 443 and the declared one
  std::vector<ServedFile> files;
  std::string authority_pem;         // certificate and key of the lab's own authority; secret, and not in the state
};

constexpr std::size_t most_served_files = 16;
constexpr std::size_t served_bytes_max = 256u << 20;  // all of them together: they are held in memory

// "https://updates.example.jp:8443/…" or "updates.example.jp"; what follows the port is ignored. invalid_input: no name of
// a host (an address needs no name server, so the lab cannot stand in for it).
[[nodiscard]] Result<UpdateServer> parse_update_server(std::string_view text);

struct ServedFileOption {
  std::string path;
  std::string file;
};
// "/firmware/hc100.img=build/hc100-2.0.img".
[[nodiscard]] Result<ServedFileOption> parse_served_file(std::string_view text);

// "/firmware/hc100.img": no query, no fragment, nothing that is not plain ASCII.
bool is_served_path(std::string_view path);

// Without contents and keys.
Value to_value(const UpdateServer& server);
[[nodiscard]] Result<UpdateServer> update_server_from(const Value& value);

}  // namespace hoshi::lab
