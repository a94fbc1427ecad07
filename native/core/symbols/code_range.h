// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace meshprof {

// Code of one file, in ELF virtual addresses.
struct CodeRange {
  uint64_t start = 0;
  uint64_t limit = 0;
};

}  // namespace meshprof
