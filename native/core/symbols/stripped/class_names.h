// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>

#include "class_graph.h"

namespace meshprof::stripped {

// Names of classes as a person writes them, read and demangled when first asked for.
class ClassNames {
 public:
  ClassNames(int fd, const LoadedSections& layout, const ClassGraph& classes)
      : fd_(fd), layout_(layout), classes_(classes) {}

  // Empty where the binary's text is not a mangled name.
  const std::string& of(uint32_t class_index);
  // As the binary has it; empty for a class of another binary.
  std::string mangled(uint32_t class_index) const {
    const uint64_t address = classes_[class_index].name_address;
    return address == 0 ? "" : text_at(address);
  }

 private:
  std::string read(uint32_t class_index);
  std::string text_at(uint64_t address) const;

  size_t bytes_left_ = 64 << 20;  // of mangled names; Envoy has 3 MB
  int fd_;
  const LoadedSections& layout_;
  const ClassGraph& classes_;
  std::unordered_map<uint32_t, std::string> names_;
};

}  // namespace meshprof::stripped
