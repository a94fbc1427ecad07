// SPDX-License-Identifier: Apache-2.0
// Which functions without a file name of their own were compiled together with functions that have
// one. The rules and why they hold: README.md, "Units".
#pragma once

#include <cstdint>
#include <vector>

#include "code_scan.h"
#include "file_names.h"
#include "function_index.h"
#include "loaded_sections.h"

namespace meshprof::stripped {

// By function the address of the name of the unit's file, 0 where none is proven. Empty where the
// binary does not show that its units lie side by side.
std::vector<uint64_t> find_source_units(const LoadedSections& layout,
                                        const FunctionIndex& functions, const FileNames& files,
                                        const std::vector<CodeFacts>& facts);

}  // namespace meshprof::stripped
