// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "elf_headers.h"
#include "function_table.h"

namespace meshprof {

// The functions (STT_FUNC and STT_GNU_IFUNC, defined in a section) of a symbol table. A table that
// ends early gives what there is. nullopt if it is too large to be a program's.
std::optional<FunctionTable> read_functions(int fd, const ElfHeaders::SymbolSection& section,
                                            bool is_64_bit);

}  // namespace meshprof
