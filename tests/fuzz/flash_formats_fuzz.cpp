// Fuzzes the readers of flash file systems directly; checksums are right as often as the input says so.
// SPDX-License-Identifier: Apache-2.0
#include "artifacts/formats/formats.h"
#include "artifacts/unpack.h"

namespace {

class Counter final : public hoshi::artifacts::Sink {
 public:
  using Flow = hoshi::artifacts::Flow;
  Flow open(std::string_view, std::optional<std::uint32_t>) override { return step(64); }
  Flow write(hoshi::ByteView bytes) override { return step(bytes.size()); }
  Flow close() override { return step(1); }
  void unreadable(std::string_view) override { step(1); }
  Flow breathe() override { return step(1); }

 private:
  Flow step(std::size_t cost) { return (spent_ += cost) > (8u << 20) ? Flow::stop : Flow::on; }
  std::size_t spent_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi::artifacts;
  if (size == 0) return 0;
  const hoshi::ByteView rest{data + 1, size - 1};
  const auto read = [&](Extent (*reader)(hoshi::ByteView, Sink&)) {
    Counter sink;
    HOSHI_ASSERT(reader(rest, sink).bytes <= rest.size());
  };
  switch (data[0] % 7) {
    case 0: read(read_squashfs); break;
    case 1: read(read_ext); break;
    case 2: read(read_ubi); break;
    case 3: read(read_ubifs); break;
    case 4: read(read_jffs2); break;
    case 5: read(read_zlib_stream); break;
    default: {
      constexpr std::size_t limit = 1u << 16;
      const auto codec = static_cast<Codec>(data[0] / 7 % 8);
      const auto unpacked = unpack(codec, rest, limit);
      HOSHI_ASSERT(!unpacked || (unpacked->bytes.size() <= limit && unpacked->used <= rest.size()));
    }
  }
  return 0;
}
