// SPDX-License-Identifier: Apache-2.0
// Compares our rows with those that elfutils' libdw reads from the same file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace meshprof::test {

struct CfiComparison {
  uint64_t functions = 0;
  uint64_t rows = 0;
  uint64_t unsupported = 0;  // rows that we say we do not support
  uint64_t differences = 0;
  std::vector<std::string> examples;  // of differences
  std::vector<uint64_t> unsupported_at;
  std::string problem;  // why nothing was compared
};

// Every `step`th function of the file.
CfiComparison compare_cfi(const std::string& path, unsigned step);

}  // namespace meshprof::test
