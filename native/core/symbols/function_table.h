// SPDX-License-Identifier: Apache-2.0
// Functions of one symbol table, as disjoint address ranges.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace meshprof {

struct FunctionSymbol {
  uint64_t address;
  uint64_t size;
  uint32_t name_offset;  // in the table's string section
  bool is_local;         // STB_LOCAL
};

class FunctionTable {
 public:
  // One range of addresses and one name for it; names of the same range (aliases) are neighbours.
  struct Range {
    uint64_t start;
    uint32_t length;
    uint32_t name_offset;
  };

  // Where functions overlap, an address belongs to the one that starts last, and of those that
  // start together to the shortest. A symbol without a size names its own address only, and only if
  // no function with a size covers it. Of aliases the global ones are kept, or the local ones where
  // there is no other. nullopt if the overlaps would take more ranges than any honest table needs.
  static std::optional<FunctionTable> build(std::vector<FunctionSymbol> symbols);

  // All aliases that cover the address; empty if none does.
  std::span<const Range> find(uint64_t address) const;

  // All of them, by start; aliases are neighbours.
  std::span<const Range> ranges() const { return ranges_; }

  size_t size() const { return ranges_.size(); }

 private:
  std::vector<Range> ranges_;  // sorted by start
};

}  // namespace meshprof
