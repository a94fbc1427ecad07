// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "function_ranges.h"

namespace meshprof::stripped {

// Finds functions by address in constant time, for millions of questions.
class FunctionIndex {
 public:
  explicit FunctionIndex(std::vector<FunctionRange> functions);

  // The function that starts at the address, or that holds it; -1 if none.
  int32_t starting_at(uint64_t address) const;
  int32_t holding(uint64_t address) const;

  size_t size() const { return functions_.size(); }
  const FunctionRange& operator[](size_t index) const { return functions_[index]; }

 private:
  static constexpr uint64_t kBlockBytes = 256;
  std::vector<FunctionRange> functions_;  // sorted, disjoint
  uint64_t first_block_ = 0;
  std::vector<uint32_t> first_in_block_;  // the first function that ends after the block's start
};

}  // namespace meshprof::stripped
