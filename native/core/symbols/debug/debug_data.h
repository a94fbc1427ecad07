// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "../elf_layout.h"
#include "../named_functions.h"

namespace meshprof {

// The functions in `.gnu_debugdata` ("MiniDebugInfo": an xz-compressed ELF file of nothing but
// symbols, which Fedora and others put into stripped binaries). Nothing where there is none.
NamedFunctions read_debug_data(int fd, const ElfLayout& layout);

// Makes the file without a name into which it is decompressed. To be called by a process before it
// loses the right to make files (reader/confinement.h).
void prepare_debug_data();

}  // namespace meshprof
