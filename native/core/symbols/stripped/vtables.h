// SPDX-License-Identifier: Apache-2.0
// Vtables that type information proves, and which functions stand in their slots.
#pragma once

#include <cstdint>
#include <vector>

#include "class_graph.h"
#include "function_index.h"
#include "pointer_data.h"

namespace meshprof::stripped {

// One table of the group of tables that a class has: the first for the class and its primary base,
// one more for each further base with virtual functions.
struct Vtable {
  uint32_t class_index;
  int64_t offset;    // of the part of an object that uses it
  uint64_t address;  // of slot 0
  uint32_t slots;
};

// Sorted by address, disjoint.
std::vector<Vtable> find_vtables(const PointerData& data, const ClassGraph& classes,
                                 const FunctionIndex& functions);

}  // namespace meshprof::stripped
