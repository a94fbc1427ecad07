// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "../elf_layout.h"
#include "../named_functions.h"

namespace meshprof {

// What a file must match to be a binary's debug file.
struct BinaryIdentity {
  std::string build_id;  // lower-case hex, or empty
  bool has_debug_link = false;
  uint32_t debug_link_checksum = 0;
};

BinaryIdentity read_binary_identity(int fd, const ElfLayout& layout, const std::string& build_id);

// Empty if the file belongs to the binary: it has the same build id, or, where one of the two has
// none, the checksum of the binary's debug link. Else one sentence.
std::string why_not_debug_file(const BinaryIdentity& binary, int debug_fd, uint64_t debug_bytes);

// The functions in the symbol table of a debug file (made by `objcopy --only-keep-debug`, or the
// binary before it was stripped). It must belong to the binary.
NamedFunctions read_debug_file(const BinaryIdentity& binary, int debug_fd, uint64_t debug_bytes);

}  // namespace meshprof
