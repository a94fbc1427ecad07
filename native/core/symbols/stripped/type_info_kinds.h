// SPDX-License-Identifier: Apache-2.0
// Recognises type information: objects of three classes of the C++ runtime.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>

#include "loaded_sections.h"
#include "pointer_data.h"

namespace meshprof::stripped {

enum class TypeInfoKind : uint8_t {
  kNone,
  kNoBase,      // abi::__class_type_info
  kSingleBase,  // abi::__si_class_type_info: one public, non-virtual base at offset 0
  kBases,       // abi::__vmi_class_type_info
};

class TypeInfoKinds {
 public:
  // By name, where the runtime is another binary; where it is linked in, by its description of
  // itself.
  static TypeInfoKinds find(int fd, const LoadedSections& layout, const PointerData& data);

  // Of the type information that starts at the address.
  TypeInfoKind kind_at(uint64_t address) const;

 private:
  void find_own(int fd, const LoadedSections& layout);

  const PointerData* data_ = nullptr;
  // What the first word of an object of each class holds, by address or by symbol.
  std::unordered_map<uint64_t, TypeInfoKind> by_vtable_;
  std::unordered_map<uint32_t, TypeInfoKind> by_symbol_;
};

}  // namespace meshprof::stripped
