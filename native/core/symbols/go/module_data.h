// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "../elf_layout.h"
#include "../elf_relocations.h"
#include "pclntab.h"

namespace meshprof {

// Where Go's code starts, from the runtime's `moduledata` of this table (Go 1.18 and later). It is
// found as a place in the data that holds the table's address, and proven by the addresses of the
// table's parts and of its first and last function, which it holds as well. (The table's header had
// this address only until Go 1.25.)
std::optional<uint64_t> find_go_text(int fd, const ElfLayout& layout,
                                     const ElfRelocations& relocations, const GoPclntab& table,
                                     uint64_t table_address);

}  // namespace meshprof
