// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "symbols/function_name.h"

namespace meshprof::reader {

// Addresses that have the name of a function: all of it, or what better sources leave of it.
struct NamedRange {
  uint64_t start = 0;
  uint64_t limit = 0;
  const NamedFunction* function = nullptr;  // in the sources
};

// One answer for each address out of several sources: they stand in order of precedence, and may
// overlap each other and themselves. What comes out is disjoint, by start. Inside one source an
// address belongs to the function that starts last. Functions without a name, empty ranges and
// ranges too long for a function are left out. The sources are not copied: names take 30 MB.
std::vector<NamedRange> compose_functions(const std::vector<std::vector<NamedFunction>>& sources);

}  // namespace meshprof::reader
