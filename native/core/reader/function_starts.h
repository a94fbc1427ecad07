// SPDX-License-Identifier: Apache-2.0
// Where functions start, from the table that exception handling needs in every binary (LSB core,
// 10.6.2: .eh_frame_hdr). It is searched in the file; a large one is never held.
#pragma once

#include <cstdint>
#include <optional>

namespace meshprof::reader {

struct CodeRange {
  uint64_t start = 0;  // ELF virtual addresses
  uint64_t limit = 0;
};

class FunctionStarts {
 public:
  // The file stays open as long as this is used. A file without such a table, or with one in an
  // encoding that no linker writes, has no functions.
  explicit FunctionStarts(int fd);

  // From the start of the function that holds the address to that of the next; the last function
  // has no known end and is not given. The code between may also hold padding.
  std::optional<CodeRange> find(uint64_t address) const;

 private:
  std::optional<uint64_t> start_of(uint64_t row) const;

  int fd_;
  uint64_t rows_offset_ = 0;
  uint64_t table_address_ = 0;
  uint64_t count_ = 0;
};

}  // namespace meshprof::reader
