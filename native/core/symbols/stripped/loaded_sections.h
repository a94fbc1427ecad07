// SPDX-License-Identifier: Apache-2.0
// The sections of an ELF file from which names can be proven.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshprof::stripped {

struct Section {
  std::string name;
  uint64_t address, offset, size;  // `size` bytes lie in the file
  uint32_t type;                   // SHT_…
  bool is_writable, is_executable;

  bool holds(uint64_t at) const { return at >= address && at - address < size; }
};

// The loaded sections with content of an x86-64 program or library.
struct LoadedSections {
  // Loaded at the addresses in the file: pointers need no relocation and none marks them.
  bool has_fixed_addresses = false;
  std::vector<Section> sections;  // sorted by address, disjoint

  const Section* at(uint64_t address) const;
  const Section* named(std::string_view name) const;
};

// nullopt where the file is of another kind, broken, or has no section table (`sstrip`): without it
// a global offset table cannot be told from a vtable.
std::optional<LoadedSections> read_loaded_sections(int fd, uint64_t file_bytes);

}  // namespace meshprof::stripped
