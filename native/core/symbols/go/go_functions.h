// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "../elf_layout.h"
#include "../named_functions.h"

namespace meshprof {

// The functions of a Go program with the files of their first instructions; nothing for other
// programs. Names are as in the runtime's own stack traces.
NamedFunctions read_go_functions(int fd, const ElfLayout& layout);

}  // namespace meshprof
