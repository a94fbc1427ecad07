// SPDX-License-Identifier: Apache-2.0
// What one source of names says about a binary.
#pragma once

#include <string>
#include <vector>

#include "function_name.h"

namespace meshprof {

struct NamedFunctions {
  std::vector<NamedFunction> functions;  // by start
  std::string problem;                   // one sentence if the source is there but broken, or empty
};

// A hostile table can let millions of functions share one long name: sources stop at this many
// bytes of names and files. All symbols of a browser take 100 MB.
inline constexpr uint64_t kMaxNamedBytes = uint64_t{256} << 20;

}  // namespace meshprof
