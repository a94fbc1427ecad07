// SPDX-License-Identifier: Apache-2.0
// Go's table of functions and lines, which every Go program carries for its own stack traces and
// which `strip` and `-ldflags=-s -w` leave alone. All versions for 64-bit programs: the formats of
// Go 1.2, 1.16, 1.18 and 1.20 (https://go.dev/s/go12symtab; `pcHeader`, `_func` and `functab` of
// the runtime's symtab.go and runtime2.go in the releases of these names).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "../byte_view.h"

namespace meshprof {

class GoPclntab {
 public:
  enum class Version { kGo12, kGo116, kGo118, kGo120 };

  // One row of the table. Offsets are as in the runtime's struct _func.
  struct Function {
    uint64_t start = 0, limit = 0;  // as the table has them: see `has_relative_addresses`
    uint32_t name_offset = 0;
    uint32_t pcsp_offset = 0, pcfile_offset = 0;
    uint32_t unit_offset = 0;  // first file of the compilation unit in the unit table
    uint8_t flags = 0;         // kTopFrame, …; 0 before Go 1.17
  };
  static constexpr uint8_t kTopFrame = 1;              // the stack ends here
  static constexpr uint8_t kWritesStackPointer = 2;    // its stack offsets mean nothing after that
  static constexpr uint64_t kHeaderBytes = 8 + 8 * 8;  // the largest

  // nullopt where `bytes` do not start with a sound header. `bytes` may reach beyond the table and
  // must outlive it.
  static std::optional<GoPclntab> open(std::string_view bytes);

  Version version() const { return version_; }
  uint64_t function_count() const { return function_count_; }

  // From Go 1.18 on: addresses count from where Go's code starts, which the module data knows.
  bool has_relative_addresses() const { return version_ >= Version::kGo118; }

  // Start of function `index`; of `function_count()`: the end of the last one.
  std::optional<uint64_t> start_of(uint64_t index) const;
  std::optional<Function> function(uint64_t index) const;

  std::optional<std::string_view> name(const Function& function) const;
  // The source file that its first instruction comes from; empty where it is not known.
  std::string_view file(const Function& function) const;

  // A table of values by address: `visit(from, to, value)` for each stretch in order, offsets from
  // the function's start, until it returns false. False if the table is broken.
  template <typename Visit> bool each_value(uint32_t table_offset, Visit&& visit) const;

  // Offsets of the parts, for comparison with the module data. Go 1.16 and later.
  struct Parts {
    uint64_t names = 0, units = 0, files = 0, values = 0, functions = 0;
  };
  const Parts& parts() const { return parts_; }

 private:
  bool read_header();
  std::optional<uint32_t> varint(uint64_t* at) const;
  uint64_t row_bytes() const { return has_relative_addresses() ? 8 : 16; }

  ByteView bytes_;
  Version version_ = Version::kGo12;
  uint8_t quantum_ = 1;
  uint64_t function_count_ = 0;
  uint64_t functab_ = 0;  // offset of its rows
  Parts parts_;
};

template <typename Visit> bool GoPclntab::each_value(uint32_t table_offset, Visit&& visit) const {
  // Pairs of (zigzag difference of the value, difference of the address / quantum), ended by a
  // difference of 0 other than the first.
  uint64_t at = parts_.values + table_offset, from = 0;
  int32_t value = -1;
  for (bool is_first = true;; is_first = false) {
    const auto value_difference = varint(&at);
    if (!value_difference)
      return false;
    if (*value_difference == 0 && !is_first)
      return true;
    const auto step = varint(&at);
    if (!step)
      return false;
    const uint32_t zigzag = *value_difference;
    value =
        static_cast<int32_t>(static_cast<uint32_t>(value) + ((zigzag >> 1) ^ (0 - (zigzag & 1))));
    const uint64_t to = from + uint64_t{*step} * quantum_;
    if (!visit(from, to, value))
      return true;
    from = to;
  }
}

}  // namespace meshprof
