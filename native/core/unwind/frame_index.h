// SPDX-License-Identifier: Apache-2.0
// Finds the frame description entry of an address in one file.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "elf_file_view.h"
#include "symbols/code_range.h"

namespace meshprof {

class FrameIndex {
 public:
  // Reads little: the table of .eh_frame_hdr (LSB core, 10.6.2) stays in the file. Where there is
  // none, as in statically linked programs, or it has a form that no linker writes, the entries of
  // .eh_frame are listed at the first question.
  explicit FrameIndex(const ElfFileView& file);

  // Address of an entry that may cover `address`; the caller reads and judges it.
  std::optional<uint64_t> find(uint64_t address);

  // From the start of the function that holds the address to that of the next, which may include
  // padding; by the header alone. The last function has no known end and is not given. The rows of
  // a hostile file need not be in order; then this finds something else, or nothing.
  std::optional<CodeRange> function_at(uint64_t address) const;

 private:
  struct Covered {
    uint64_t start, limit, entry;
  };

  struct Row {
    uint64_t start, entry;
  };

  bool read_header();
  void list_entries();
  std::optional<Row> row(uint64_t index) const;
  // How many rows of the header, from the first on, start at or below the address.
  std::optional<uint64_t> rows_up_to(uint64_t address) const;

  const ElfFileView& file_;
  ElfFileView::Range header_{};  // 0 bytes: not usable
  uint64_t table_ = 0;           // address of the header's first row
  uint64_t rows_ = 0;
  bool listed_ = false;
  std::vector<Covered> entries_;  // by start
};

}  // namespace meshprof
