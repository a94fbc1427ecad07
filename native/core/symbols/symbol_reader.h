// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>

#include "elf_headers.h"
#include "function_table.h"

namespace meshprof {

// The functions (STT_FUNC and STT_GNU_IFUNC, defined in a section) of a symbol table. A table that
// ends early gives what there is. nullopt if it is too large to be a program's.
std::optional<FunctionTable> read_functions(int fd, const ElfHeaders::SymbolSection& section,
                                            bool is_64_bit);

// The best name of one piece of code, `aliases` being ranges of the section's table; not demangled,
// cut at the longest name that is shown. nullopt if none can be read. Names stay in the file until
// they are needed: Node.js has 30 MB of them.
std::optional<std::string> read_best_name(int fd, const ElfHeaders::SymbolSection& section,
                                          std::span<const FunctionTable::Range> aliases);

}  // namespace meshprof
