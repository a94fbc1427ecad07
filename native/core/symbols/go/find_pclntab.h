// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "../elf_layout.h"

namespace meshprof {

// Where Go's function table may lie: its section, or, where the linker merged the section into
// another one or the section table is gone, every place in the data that looks like its header.
// Empty for files that are no Go programs.
std::vector<ElfLayout::Range> find_pclntab(int fd, const ElfLayout& layout);

}  // namespace meshprof
