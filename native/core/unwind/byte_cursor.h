// SPDX-License-Identifier: Apache-2.0
// Reads numbers out of bytes that may lie about themselves: past the end every read gives 0 and
// ok() is false.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace meshprof {

class ByteCursor {
 public:
  // `address` is the virtual address of the first byte, which relative pointers need.
  ByteCursor(std::span<const std::byte> bytes, uint64_t address)
      : bytes_(bytes), address_(address) {}

  bool ok() const { return ok_; }
  bool at_end() const { return at_ >= bytes_.size(); }
  uint64_t address() const { return address_ + at_; }

  template <typename Number> Number number() {
    Number value{};
    if (bytes_.size() - at_ < sizeof value) {
      fail();
      return Number{};
    }
    memcpy(&value, bytes_.data() + at_, sizeof value);
    at_ += sizeof value;
    return value;
  }
  uint8_t u8() { return number<uint8_t>(); }

  // LEB128 (DWARF 5, 7.6). More than 64 bits are an error.
  uint64_t uleb() { return leb().value; }
  int64_t sleb() {
    const Leb leb_value = leb();
    uint64_t value = leb_value.value;
    if (leb_value.negative && leb_value.bits < 64)
      value |= ~uint64_t{0} << leb_value.bits;
    return static_cast<int64_t>(value);
  }

  std::span<const std::byte> take(uint64_t size) {
    if (size > bytes_.size() - at_) {
      fail();
      return {};
    }
    const auto taken = bytes_.subspan(at_, size);
    at_ += size;
    return taken;
  }
  std::span<const std::byte> rest() { return take(bytes_.size() - at_); }

  void fail() {
    ok_ = false;
    at_ = bytes_.size();
  }

 private:
  struct Leb {
    uint64_t value = 0;
    unsigned bits = 0;
    bool negative = false;
  };

  Leb leb() {
    Leb result;
    for (;;) {
      const uint8_t byte = u8();
      if (!ok_ || result.bits >= 64) {
        fail();
        return {};
      }
      result.value |= uint64_t{byte & 0x7fu} << result.bits;
      result.bits += 7;
      if ((byte & 0x80) == 0) {
        result.negative = (byte & 0x40) != 0;
        return result;
      }
    }
  }

  std::span<const std::byte> bytes_;
  uint64_t address_;
  size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace meshprof
