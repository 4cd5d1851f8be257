// Deterministic CBOR: a writer that knows no other form, and a reader that accepts nothing else.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace hoshi::labels {

// RFC 8949, 4.2.1: shortest arguments, definite lengths. Order of keys and number of elements are the caller's to keep.
class CborWriter {
 public:
  void integer(std::int64_t value);
  void bytes(ByteView value);
  void text(std::string_view value);  // must be UTF-8
  void array(std::size_t elements);
  void map(std::size_t pairs);
  void tag(std::uint64_t number);

  Bytes take() && { return std::move(out_).bytes(); }

 private:
  void head(unsigned major, std::uint64_t argument);
  ByteWriter out_;
};

// Reads what CborWriter writes, one item at a time, from hostile bytes: another type, an argument longer than needed, an
// indefinite length, text that is not UTF-8 and the end of input are each corrupt and name `what`. Memory is that of the item.
class CborReader {
 public:
  explicit CborReader(ByteView bytes) : reader_(bytes) {}

  [[nodiscard]] Result<std::int64_t> integer(std::string_view what);
  // An integer of 0 to `most`.
  [[nodiscard]] Result<std::uint64_t> number(std::string_view what, std::uint64_t most);
  [[nodiscard]] Result<ByteView> bytes(std::string_view what);
  [[nodiscard]] Result<std::string> text(std::string_view what);
  [[nodiscard]] Result<std::size_t> array(std::string_view what);
  [[nodiscard]] Result<std::size_t> map(std::string_view what);
  [[nodiscard]] Result<std::uint64_t> tag(std::string_view what);

  bool at_end() const { return reader_.at_end(); }
  // corrupt when bytes are left.
  [[nodiscard]] Result<void> end(std::string_view what) const;

 private:
  struct Head {
    unsigned major;
    std::uint64_t argument;
  };
  [[nodiscard]] Result<Head> head(std::string_view what);
  [[nodiscard]] Result<std::uint64_t> argument_of(unsigned major, std::string_view what);
  ByteReader reader_;
};

}  // namespace hoshi::labels
