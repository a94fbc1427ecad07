// SPDX-License-Identifier: Apache-2.0
// Finds the frame description entry of an address in one file.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "elf_file_view.h"

namespace meshprof {

class FrameIndex {
 public:
  // Reads little: the table of .eh_frame_hdr (LSB core, 10.6.2) stays in the file. Where there is
  // none, as in statically linked programs, or it has a form that no linker writes, the entries of
  // .eh_frame are listed at the first question.
  explicit FrameIndex(const ElfFileView& file);

  // Address of an entry that may cover `address`; the caller reads and judges it.
  std::optional<uint64_t> find(uint64_t address);

 private:
  struct Covered {
    uint64_t start, limit, entry;
  };

  bool read_header();
  void list_entries();
  std::optional<uint64_t> find_in_header(uint64_t address) const;

  const ElfFileView& file_;
  ElfFileView::Range header_{};  // 0 bytes: not usable
  uint64_t table_ = 0;           // address of the header's first row
  uint64_t rows_ = 0;
  bool listed_ = false;
  std::vector<Covered> entries_;  // by start
};

}  // namespace meshprof
