// SPDX-License-Identifier: Apache-2.0
// The constant data of a binary as the program sees it, with relocations applied.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "loaded_sections.h"

namespace meshprof::stripped {

// A section that may hold vtables and type information, as words of 8 bytes.
struct PointerSection {
  uint64_t address;
  std::vector<uint64_t> words;
  std::vector<bool> is_pointer;  // a relocation makes it an address; all, where addresses are fixed
  std::vector<bool> is_target;   // other data holds this address, or code stores it
  std::vector<bool> is_used;     // code refers to it, or it is a target
};

class PointerData {
 public:
  // A word that points to a symbol of another binary.
  struct External {
    uint64_t address;
    uint32_t symbol;  // index for external_name()
    int64_t addend;
  };

  // The word at an address; nullptr if it is in none of the sections, or not aligned.
  const uint64_t* word(uint64_t address) const;
  bool is_pointer(uint64_t address) const;
  const External* external(uint64_t address) const;
  // Empty unless it is type information or a vtable.
  const std::string& external_name(const External& external) const {
    return external_names_[external.symbol];
  }
  const std::vector<PointerSection>& sections() const { return sections_; }
  const std::vector<External>& externals() const { return externals_; }

  // What pointers outside these sections point to; in no order.
  const std::vector<uint64_t>& pointers_elsewhere() const { return pointers_elsewhere_; }
  // Data of another binary that the loader copies into this one: linkage name by address.
  const std::unordered_map<uint64_t, std::string>& copies() const { return copies_; }

  void mark_used(uint64_t address) { mark(address, false); }
  void mark_target(uint64_t address) { mark(address, true); }
  bool is_target(uint64_t address) const;
  bool is_used(uint64_t address) const;

  // For read_pointer_data().
  std::vector<PointerSection>* mutable_sections() { return &sections_; }
  void set(uint64_t address, uint64_t value);
  void set_external(uint64_t address, uint32_t symbol, int64_t addend);
  uint32_t add_external_name(std::string name) {
    external_names_.push_back(std::move(name));
    return static_cast<uint32_t>(external_names_.size() - 1);
  }
  void add_copy(uint64_t address, std::string name) { copies_[address] = std::move(name); }
  void add_pointer_elsewhere(uint64_t value) { pointers_elsewhere_.push_back(value); }
  void finish();

 private:
  struct Place {
    size_t section, word;
  };
  // False if the address is in none of the sections.
  bool find(uint64_t address, Place* place) const;
  void mark(uint64_t address, bool is_target);

  std::vector<PointerSection> sections_;  // sorted by address
  std::vector<External> externals_;       // sorted by address once finished
  std::vector<std::string> external_names_;
  std::vector<uint64_t> pointers_elsewhere_;
  std::unordered_map<uint64_t, std::string> copies_;
};

}  // namespace meshprof::stripped
