// SPDX-License-Identifier: Apache-2.0
#include "slot_holders.h"

#include <algorithm>

namespace meshprof::stripped {

SlotHolders::SlotHolders(const PointerData& data, const std::vector<Vtable>& vtables,
                         const FunctionIndex& functions) {
  for (uint32_t vtable = 0; vtable < vtables.size(); vtable++) {
    for (uint32_t slot = 0; slot < vtables[vtable].slots; slot++) {
      const int32_t function =
          functions.starting_at(*data.word(vtables[vtable].address + uint64_t{slot} * 8));
      if (function >= 0)
        holders_.push_back({static_cast<uint32_t>(function), vtable, slot});
    }
  }
  std::stable_sort(holders_.begin(), holders_.end(), [](const SlotHolder& a, const SlotHolder& b) {
    return a.function < b.function;
  });
}

std::span<const SlotHolder> SlotHolders::of(uint32_t function) const {
  const auto [first, last] = std::equal_range(
      holders_.begin(), holders_.end(), SlotHolder{function, 0, 0},
      [](const SlotHolder& a, const SlotHolder& b) { return a.function < b.function; });
  return {first, last};
}

}  // namespace meshprof::stripped
