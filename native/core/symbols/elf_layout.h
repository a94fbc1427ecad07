// SPDX-License-Identifier: Apache-2.0
// Where things lie in a 64-bit ELF file of this byte order: its loaded segments and its sections.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshprof {

struct ElfLayout {
  struct Segment {
    uint32_t flags;  // PF_X, PF_W, PF_R
    uint64_t offset, file_bytes, address;
    bool is_executable() const;
  };
  struct Section {
    std::string name;
    uint32_t type;   // SHT_…
    uint64_t flags;  // SHF_…
    uint64_t address, offset, size;
    // False where it only says where something was (SHT_NOBITS) or reaches beyond the file.
    bool is_in_file;
  };
  // A part of the file that the loader or a debugger is told of in the segment table.
  struct Range {
    uint64_t offset = 0, file_bytes = 0, address = 0;
  };

  uint16_t machine = 0;           // EM_…
  uint16_t type = 0;              // ET_…
  std::vector<Segment> segments;  // PT_LOAD, inside the file
  std::optional<Range> dynamic, eh_frame_header;
  std::vector<Section> sections;  // without the null section; empty if the table is gone or broken

  // The first section of that name whose bytes are there.
  const Section* find_section(std::string_view name) const;

  // True if any section has that name, with or without content.
  bool has_section(std::string_view name) const;

  // The offset of an address in the file, and how many bytes its segment has from there on.
  std::optional<Range> locate(uint64_t address) const;

  bool is_executable(uint64_t address) const;
};

// nullopt where the file is no 64-bit ELF file of this byte order. What is broken in it is left
// out. Work and memory do not depend on the numbers in the file.
std::optional<ElfLayout> read_elf_layout(int fd, uint64_t file_bytes);

}  // namespace meshprof
