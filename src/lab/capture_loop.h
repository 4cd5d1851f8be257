// Capturing the frames of an interface into files of bounded size.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "transport/socket_io.h"

namespace hoshi::lab {

// The first file is kept whole, because it holds how the device started; the others are a ring of the newest.
constexpr std::size_t capture_file_bytes = 16u << 20;  // a file of the evidence may have 64 MiB
constexpr std::size_t capture_ring_files = 4;

struct CaptureFile {
  transport::Descriptor file;
  std::size_t size_bytes = 0;
};

// first.pcapng, ring-1.pcapng …: opened while the process still may. They must not be there yet.
[[nodiscard]] Result<std::vector<CaptureFile>> open_capture_files(const std::filesystem::path& folder);

// Until `stop_wanted`. Frames from `wire` (open_wire, without notes) go to the files; whole blocks only, at most 200 ms late.
void run_capture(const transport::Descriptor& wire, std::vector<CaptureFile> files, const std::string& interface,
                 const std::string& application, const std::function<bool()>& stop_wanted);

}  // namespace hoshi::lab
