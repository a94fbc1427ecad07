// SPDX-License-Identifier: Apache-2.0
// Which vtable slots hold which function.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "function_index.h"
#include "pointer_data.h"
#include "vtables.h"

namespace meshprof::stripped {

struct SlotHolder {
  uint32_t function;
  uint32_t vtable;  // index
  uint32_t slot;
};

class SlotHolders {
 public:
  SlotHolders(const PointerData& data, const std::vector<Vtable>& vtables,
              const FunctionIndex& functions);

  // Slots sorted by function.
  const std::vector<SlotHolder>& all() const { return holders_; }
  std::span<const SlotHolder> of(uint32_t function) const;

 private:
  std::vector<SlotHolder> holders_;
};

}  // namespace meshprof::stripped
