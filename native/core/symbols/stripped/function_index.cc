// SPDX-License-Identifier: Apache-2.0
#include "function_index.h"

#include <algorithm>

namespace meshprof::stripped {
namespace {

// 128 MB of code in 256-byte blocks need 2 MB. Code that lies farther apart is searched.
constexpr uint64_t kMaxBlocks = 4 << 20;

}  // namespace

FunctionIndex::FunctionIndex(std::vector<FunctionRange> functions)
    : functions_(std::move(functions)) {
  if (functions_.empty())
    return;
  first_block_ = functions_.front().start / kBlockBytes;
  const uint64_t blocks = functions_.back().limit / kBlockBytes - first_block_ + 1;
  if (blocks > kMaxBlocks)
    return;
  first_in_block_.resize(blocks);
  uint32_t function = 0;
  for (uint64_t block = 0; block < blocks; block++) {
    while (functions_[function].limit <= (first_block_ + block) * kBlockBytes &&
           function + 1 < functions_.size())
      function++;
    first_in_block_[block] = function;
  }
}

int32_t FunctionIndex::holding(uint64_t address) const {
  const uint64_t block = address / kBlockBytes - first_block_;
  if (block >= first_in_block_.size()) {
    return first_in_block_.empty() ? static_cast<int32_t>(function_holding(functions_, address))
                                   : -1;
  }
  // The first function that ends behind the address is at most the next block's first.
  const auto first = functions_.begin() + first_in_block_[block];
  const auto last = block + 1 < first_in_block_.size()
                        ? functions_.begin() + first_in_block_[block + 1] + 1
                        : functions_.end();
  const auto found =
      std::upper_bound(first, last, address, [](uint64_t value, const FunctionRange& range) {
        return value < range.limit;
      });
  return found != last && found->start <= address ? static_cast<int32_t>(found - functions_.begin())
                                                  : -1;
}

int32_t FunctionIndex::starting_at(uint64_t address) const {
  const int32_t index = holding(address);
  return index >= 0 && functions_[static_cast<size_t>(index)].start == address ? index : -1;
}

}  // namespace meshprof::stripped
