// SPDX-License-Identifier: Apache-2.0
#include "../function_table.h"

#include <map>
#include <random>

#include "check.h"

namespace meshprof {
namespace {

// Name offsets of all aliases at the address, in order, as text: "3 7", or "" for none.
std::string names_at(const FunctionTable& table, uint64_t address) {
  std::string text;
  for (const auto& range : table.find(address)) {
    text += (text.empty() ? "" : " ") + std::to_string(range.name_offset);
  }
  return text;
}

TEST("a symbol names its own range and nothing beyond") {
  const auto table = *FunctionTable::build({{0x100, 0x10, 1, false}, {0x200, 0x20, 2, true}});
  CHECK_EQ(names_at(table, 0xff), "");
  CHECK_EQ(names_at(table, 0x100), "1");
  CHECK_EQ(names_at(table, 0x10f), "1");
  CHECK_EQ(names_at(table, 0x110), "");
  CHECK_EQ(names_at(table, 0x21f), "2");
  CHECK_EQ(names_at(table, 0x220), "");
  CHECK_EQ(names_at(*FunctionTable::build({}), 0x100), "");
}

TEST("a symbol without a size names one address, unless a function covers it") {
  const auto table =
      *FunctionTable::build({{0x100, 0, 1, false}, {0x1f8, 0, 2, false}, {0x1f0, 0x10, 3, false}});
  CHECK_EQ(names_at(table, 0x100), "1");
  CHECK_EQ(names_at(table, 0x101), "");
  CHECK_EQ(names_at(table, 0x1f8), "3");
}

TEST("an inner function interrupts the outer one") {
  const auto table = *FunctionTable::build(
      {{0x100, 0x100, 1, false}, {0x140, 0x10, 2, false}, {0x148, 4, 3, false}});
  CHECK_EQ(names_at(table, 0x13f), "1");
  CHECK_EQ(names_at(table, 0x147), "2");
  CHECK_EQ(names_at(table, 0x148), "3");
  CHECK_EQ(names_at(table, 0x14c), "2");
  CHECK_EQ(names_at(table, 0x150), "1");
  CHECK_EQ(names_at(table, 0x1ff), "1");
  CHECK_EQ(names_at(table, 0x200), "");
}

TEST("of aliases global ones win over local ones") {
  const auto table =
      *FunctionTable::build({{0x100, 8, 1, true}, {0x100, 8, 2, false}, {0x100, 8, 3, false}});
  CHECK_EQ(names_at(table, 0x104), "2 3");
}

TEST("absurd ranges are left out") {
  const auto table = *FunctionTable::build(
      {{0x100, ~0ull, 1, false}, {~0ull, 8, 2, false}, {0x10, uint64_t{1} << 40, 3, false}});
  CHECK_EQ(table.size(), 0u);
}

TEST("a table whose overlaps multiply is refused or stays small") {
  // Everything nested in everything, with many aliases each.
  std::vector<FunctionSymbol> symbols;
  for (uint32_t i = 0; i < 1'000'000; i++)
    symbols.push_back({i / 8 + 1, 4'000'000 - 2 * (i / 8), i, false});
  const auto table = FunctionTable::build(std::move(symbols));
  CHECK(!table || table->size() <= 8'000'000);
}

// The definition in the header, word for word and slow.
std::string owner_by_definition(const std::vector<FunctionSymbol>& symbols, uint64_t address) {
  const FunctionSymbol* owner = nullptr;
  for (const auto& symbol : symbols) {
    if (symbol.size == 0 || address < symbol.address || address >= symbol.address + symbol.size)
      continue;
    const bool inner = owner == nullptr || symbol.address > owner->address ||
                       (symbol.address == owner->address && symbol.size < owner->size);
    if (inner)
      owner = &symbol;
  }
  std::map<uint32_t, bool> names;  // name → local
  for (const auto& symbol : symbols) {
    const bool same = owner != nullptr
                          ? symbol.address == owner->address && symbol.size == owner->size
                          : symbol.size == 0 && symbol.address == address;
    if (same)
      names[symbol.name_offset] = symbol.is_local;
  }
  bool any_global = false;
  for (const auto& [name, local] : names)
    any_global |= !local;
  std::string text;
  for (const auto& [name, local] : names) {
    if (local != any_global)
      text += (text.empty() ? "" : " ") + std::to_string(name);
  }
  return text;
}

TEST("random tables answer as the definition says at every address") {
  std::mt19937 random(20261124);
  for (int round = 0; round < 500; round++) {
    std::vector<FunctionSymbol> symbols;
    for (uint32_t i = 0; i < 12; i++) {
      symbols.push_back(
          {random() % 40, random() % 4 == 0 ? 0 : random() % 20, i, random() % 2 == 0});
    }
    const auto table = *FunctionTable::build(symbols);
    for (uint64_t address = 0; address < 64; address++) {
      CHECK_EQ(names_at(table, address), owner_by_definition(symbols, address));
    }
  }
}

}  // namespace
}  // namespace meshprof
