// SPDX-License-Identifier: Apache-2.0
// The classes that a binary describes for `typeid`, `dynamic_cast` and exceptions.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "loaded_sections.h"
#include "pointer_data.h"

namespace meshprof::stripped {

struct ClassBase {
  uint32_t class_index;
  int64_t offset;  // of the base in an object of the class; not known for virtual bases
  bool is_virtual;
};

struct ClassInfo {
  uint64_t type_info = 0;     // its address, 0 for a class of another binary
  uint64_t name_address = 0;  // of its mangled name (without `_Z`), 0 where `external_name` has it
  std::string external_name;  // `_ZTI…` of a class of another binary
  std::vector<ClassBase> bases;
};

class ClassGraph {
 public:
  static ClassGraph read(int fd, const LoadedSections& layout, const PointerData& data);

  // The class whose type information lies at the address; -1 if none.
  int64_t find(uint64_t type_info) const;
  // The class that the word at an address points to, in this binary or another; -1 if none.
  int64_t pointed_to(uint64_t word_address) const;

  size_t size() const { return classes_.size(); }
  const ClassInfo& operator[](size_t index) const { return classes_[index]; }

  // True if they are the same, or `derived` inherits from `base` in any way. Work is bounded over
  // the life of this object; once it is used up, the answer is false.
  bool is_or_derives_from(uint32_t derived, uint32_t base) const;
  // The classes that lie at `offset` in an object of the class, the class itself first where the
  // offset is 0, then ever more basic ones; not through virtual bases. At most 256;
  // none once the work is used up.
  std::vector<uint32_t> classes_at(uint32_t class_index, int64_t offset) const;

 private:
  friend class ClassReader;

  const PointerData* data_ = nullptr;
  std::vector<ClassInfo> classes_;
  std::unordered_map<uint64_t, uint32_t> by_type_info_;
  std::unordered_map<uint32_t, uint32_t> by_external_symbol_;
  mutable uint64_t work_left_ = 200'000'000;
};

}  // namespace meshprof::stripped
