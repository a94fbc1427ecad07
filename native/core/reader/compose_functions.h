// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "symbols/function_name.h"

namespace meshprof::reader {

// One answer for each address out of several sources: `sources` stand in order of precedence, and
// may overlap each other and themselves. What comes out is disjoint, by start. Inside one source an
// address belongs to the function that starts last. Without names, empty ranges and ranges too long
// for a function are left out.
std::vector<NamedFunction> compose_functions(std::vector<std::vector<NamedFunction>> sources);

}  // namespace meshprof::reader
