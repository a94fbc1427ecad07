// SPDX-License-Identifier: Apache-2.0
// The functions of a stripped binary: what its unwinding tables (.eh_frame) describe. Compilers
// write one entry for each function, and one for each part of a function that lies elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "loaded_sections.h"

namespace meshprof::stripped {

struct FunctionRange {
  uint64_t start, limit;
};

// Sorted, disjoint, each inside one executable section; without those that overlap. nullopt if the
// tables are larger than any program's.
std::optional<std::vector<FunctionRange>> read_function_ranges(int fd,
                                                               const LoadedSections& layout);

// The index of the function that holds the address; -1 if none.
int64_t function_holding(const std::vector<FunctionRange>& functions, uint64_t address);

}  // namespace meshprof::stripped
