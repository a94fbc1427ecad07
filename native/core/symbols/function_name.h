// SPDX-License-Identifier: Apache-2.0
// What a source of names says about one function of a binary.
#pragma once

#include <cstdint>
#include <string>

namespace meshprof {

struct NamedFunction {
  uint64_t start = 0;  // ELF virtual addresses
  uint64_t limit = 0;
  std::string name;
  std::string file;    // source file where known, else empty
  uint8_t source = 0;  // NameSource
};

}  // namespace meshprof
