// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "elf_headers.h"
#include "named_functions.h"
#include "resolved_frame.h"

namespace meshprof {

// All functions of a symbol table with their demangled names, as `source`. For whole tables; single
// addresses are cheaper through ElfImage.
NamedFunctions read_symbol_functions(int fd, const ElfHeaders::SymbolSection& section,
                                     bool is_64_bit, NameSource source);

}  // namespace meshprof
