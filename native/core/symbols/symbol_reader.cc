// SPDX-License-Identifier: Apache-2.0
#include "symbol_reader.h"

#include <elf.h>

#include <algorithm>
#include <vector>

#include "display_name.h"
#include "read_fully.h"
#include "resolved_frame.h"

namespace meshprof {
namespace {

constexpr uint64_t kMaxEntries = 16'000'000;
constexpr size_t kMaxFunctions = 4'000'000;  // a browser with all symbols has about 1 million
constexpr size_t kEntriesPerRead = 4096;

// Elf32_Sym and Elf64_Sym have the same fields in another order; the byte order is this machine's
// (elf_headers.cc).
template <typename Symbol>
void keep_if_function(const Symbol& symbol, std::vector<FunctionSymbol>* functions) {
  const int type = symbol.st_info & 0xf, binding = symbol.st_info >> 4;
  if (type != STT_FUNC && type != STT_GNU_IFUNC)
    return;
  if (symbol.st_shndx == SHN_UNDEF || symbol.st_shndx == SHN_ABS || symbol.st_name == 0)
    return;
  functions->push_back({symbol.st_value, symbol.st_size, symbol.st_name, binding == STB_LOCAL});
}

template <typename Symbol>
std::optional<FunctionTable> read_as(int fd, const ElfHeaders::SymbolSection& section) {
  std::vector<Symbol> chunk(std::min<uint64_t>(kEntriesPerRead, section.entries));
  std::vector<FunctionSymbol> functions;
  for (uint64_t first = 0; first < section.entries; first += chunk.size()) {
    const size_t wanted = std::min<uint64_t>(chunk.size(), section.entries - first);
    const uint64_t offset = section.offset + first * sizeof(Symbol);
    const size_t got =
        read_fully(fd, chunk.data(), wanted * sizeof(Symbol), offset) / sizeof(Symbol);
    for (size_t i = 0; i < got; i++)
      keep_if_function(chunk[i], &functions);
    if (functions.size() > kMaxFunctions)
      return std::nullopt;
    if (got < wanted)
      break;
  }
  return FunctionTable::build(std::move(functions));
}

std::optional<std::string> read_string(int fd, const ElfHeaders::SymbolSection& section,
                                       uint32_t offset) {
  if (offset >= section.strings_bytes)
    return std::nullopt;
  const size_t room = std::min<uint64_t>(section.strings_bytes - offset, kMaxNameBytes + 1);
  std::string text(room, '\0');
  text.resize(read_fully(fd, text.data(), room, section.strings_offset + offset));
  text.resize(std::min(text.find('\0'), text.size()));
  if (text.empty())
    return std::nullopt;
  return text;
}

}  // namespace

std::optional<FunctionTable> read_functions(int fd, const ElfHeaders::SymbolSection& section,
                                            bool is_64_bit) {
  if (section.entries > kMaxEntries)
    return std::nullopt;
  return is_64_bit ? read_as<Elf64_Sym>(fd, section) : read_as<Elf32_Sym>(fd, section);
}

std::optional<std::string> read_best_name(int fd, const ElfHeaders::SymbolSection& section,
                                          std::span<const FunctionTable::Range> aliases) {
  std::optional<std::string> best;
  for (const FunctionTable::Range& range : aliases) {
    auto name = read_string(fd, section, range.name_offset);
    if (name && (!best || is_better_alias(*name, *best)))
      best = std::move(name);
  }
  return best;
}

}  // namespace meshprof
