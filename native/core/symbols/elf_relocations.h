// SPDX-License-Identifier: Apache-2.0
// What the dynamic loader writes into a position-independent file before it runs: the words that
// hold addresses (R_X86_64_RELATIVE), as virtual addresses of the file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "elf_layout.h"

namespace meshprof {

class ElfRelocations {
 public:
  // Finds the table (DT_RELA) and reads nothing of it yet. Both must outlive this.
  ElfRelocations(int fd, const ElfLayout& layout);

  // Writes the relocated words into `bytes`, which are the file's from `address` on.
  void apply(uint64_t address, std::string* bytes) const;

  // Where words are relocated to `value`; at most `limit` of them.
  std::vector<uint64_t> places_of(uint64_t value, size_t limit) const;

 private:
  template <typename Visit> void each(Visit&& visit) const;

  int fd_;
  uint64_t offset_ = 0;  // of the table in the file
  uint64_t count_ = 0;
};

}  // namespace meshprof
