// SPDX-License-Identifier: Apache-2.0
// What the headers of an ELF file say, read with libelf and checked against the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace meshprof {

struct ElfHeaders {
  struct Segment {
    uint64_t offset, file_bytes, address;
  };
  // Where a symbol table and its strings lie in the file.
  struct SymbolSection {
    uint64_t offset, entries, strings_offset, strings_bytes;
  };

  bool is_64_bit = true;
  uint64_t entry = 0;  // ELF virtual address of the first instruction
  std::vector<Segment> executable_segments;
  std::string build_id;  // lower-case hex, or empty
  std::optional<SymbolSection> symtab, dynsym;
  std::string problem;  // one sentence if something is broken (what is given above is sound all the
                        // same), or empty
};

// `file_bytes` is the file's size. Work and memory do not depend on the numbers in the file.
ElfHeaders read_elf_headers(int fd, uint64_t file_bytes);

}  // namespace meshprof
