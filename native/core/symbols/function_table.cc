// SPDX-License-Identifier: Apache-2.0
#include "function_table.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace meshprof {
namespace {

constexpr size_t kMaxAliases = 8;         // glibc has up to 6 names for one function
constexpr size_t kMaxRanges = 8'000'000;  // 128 MB; a browser with all symbols has about 1 million
constexpr uint64_t kMaxFunctionBytes = std::numeric_limits<int32_t>::max();

bool is_plausible(const FunctionSymbol& symbol) {
  return symbol.size <= kMaxFunctionBytes &&
         symbol.address <= std::numeric_limits<uint64_t>::max() - kMaxFunctionBytes - 1;
}

// Outer before inner, global before local.
bool sorts_before(const FunctionSymbol& a, const FunctionSymbol& b) {
  return std::tie(a.address, b.size, a.is_local, a.name_offset) <
         std::tie(b.address, a.size, b.is_local, b.name_offset);
}

// Symbols of exactly the same range, and where it ends.
struct Group {
  std::span<const FunctionSymbol> aliases;
  uint64_t limit;
};

// Sweeps over the groups by address and writes down who owns each stretch. `open_` holds the
// functions that have started, the innermost last.
class Sweep {
 public:
  explicit Sweep(std::vector<FunctionTable::Range>* ranges) : ranges_(ranges) {}

  void add(const Group& group) {
    const uint64_t start = group.aliases[0].address;
    advance_to(start);
    if (group.limit > start) {
      open_.push_back(group);
    } else if (open_.empty()) {
      write(group, start, start + 1);
      position_ = start + 1;
    }
  }

  void advance_to(uint64_t address) {
    while (!open_.empty()) {
      const Group& innermost = open_.back();
      if (innermost.limit <= position_) {
        open_.pop_back();
        continue;
      }
      if (position_ >= address)
        return;
      const uint64_t limit = std::min(innermost.limit, address);
      write(innermost, position_, limit);
      position_ = limit;
    }
    position_ = std::max(position_, address);
  }

 private:
  void write(const Group& group, uint64_t start, uint64_t limit) {
    for (const FunctionSymbol& symbol : group.aliases) {
      ranges_->push_back({start, static_cast<uint32_t>(limit - start), symbol.name_offset});
    }
  }

  std::vector<FunctionTable::Range>* ranges_;
  std::vector<Group> open_;
  uint64_t position_ = 0;
};

// The symbols from `first` on that share its range; of them those that are kept as aliases.
Group group_at(std::span<const FunctionSymbol> symbols, size_t first, size_t* next) {
  const FunctionSymbol& leader = symbols[first];
  size_t end = first, kept = 0;
  for (; end < symbols.size() && symbols[end].address == leader.address &&
         symbols[end].size == leader.size;
       end++) {
    if (symbols[end].is_local == leader.is_local && kept < kMaxAliases)
      kept++;
  }
  *next = end;
  return {symbols.subspan(first, kept), leader.address + leader.size};
}

}  // namespace

std::optional<FunctionTable> FunctionTable::build(std::vector<FunctionSymbol> symbols) {
  std::erase_if(symbols, [](const FunctionSymbol& symbol) { return !is_plausible(symbol); });
  std::sort(symbols.begin(), symbols.end(), sorts_before);

  FunctionTable table;
  table.ranges_.reserve(symbols.size());
  Sweep sweep(&table.ranges_);
  for (size_t i = 0; i < symbols.size();) {
    sweep.add(group_at(symbols, i, &i));
    if (table.ranges_.size() > kMaxRanges)
      return std::nullopt;
  }
  sweep.advance_to(std::numeric_limits<uint64_t>::max());
  if (table.ranges_.size() > kMaxRanges)
    return std::nullopt;
  table.ranges_.shrink_to_fit();
  return table;
}

std::span<const FunctionTable::Range> FunctionTable::find(uint64_t address) const {
  const auto after =
      std::upper_bound(ranges_.begin(), ranges_.end(), address,
                       [](uint64_t value, const Range& range) { return value < range.start; });
  if (after == ranges_.begin())
    return {};
  auto first = after - 1;
  if (address - first->start >= first->length)
    return {};
  while (first != ranges_.begin() && (first - 1)->start == first->start)
    first--;
  return {first, after};
}

}  // namespace meshprof
