// SPDX-License-Identifier: Apache-2.0
// What leads from a stripped binary to the file with its symbols.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "../elf_layout.h"

namespace meshprof {

// `.gnu_debuglink`: the name of a file, without a folder, and the checksum of its content.
struct DebugLink {
  std::string name;
  uint32_t checksum = 0;
};

// nullopt where there is none, or a broken one, or one whose name is not that of a file.
std::optional<DebugLink> read_debug_link(int fd, const ElfLayout& layout);

// The checksum that debug links use (CRC-32 as in zlib) of a whole file; nullopt if the file has
// more than `max_bytes`.
std::optional<uint32_t> debug_link_checksum(int fd, uint64_t max_bytes);

// The GNU build id by its section, in lower-case hex, or empty. Debug files have the section, but
// not always where their segment table says.
std::string read_build_id_section(int fd, const ElfLayout& layout);

}  // namespace meshprof
