// SPDX-License-Identifier: Apache-2.0
// Decides to which class a function in vtables belongs, and what may be said about it.
#pragma once

#include <cstdint>
#include <vector>

#include "class_graph.h"
#include "class_names.h"
#include "code_scan.h"
#include "vtables.h"

namespace meshprof::stripped {

struct VirtualFunction {
  enum What : uint8_t {
    kSlot,      // the class's function in this slot
    kSomeSlot,  // one of several functions of the class, or of its heirs
    kOverride,  // of the class's function in this slot, by two or more of its heirs alike
  };

  uint32_t function;
  uint32_t class_index;
  uint32_t slot;
  int64_t offset;  // of the part of an object whose vtable has the slot
  What what;
};

// Sorted by function.
std::vector<VirtualFunction>
credit_virtual_functions(const PointerData& data, const ClassGraph& classes,
                         const ClassNames& names, const std::vector<Vtable>& vtables,
                         const FunctionIndex& functions, const std::vector<CodeFacts>& facts);

}  // namespace meshprof::stripped
