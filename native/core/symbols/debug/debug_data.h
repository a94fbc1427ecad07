// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "../elf_layout.h"
#include "../named_functions.h"

namespace meshprof {

// The functions in `.gnu_debugdata` ("MiniDebugInfo": an xz-compressed ELF file of nothing but
// symbols, which Fedora and others put into stripped binaries). Nothing where there is none.
NamedFunctions read_debug_data(int fd, const ElfLayout& layout);

}  // namespace meshprof
