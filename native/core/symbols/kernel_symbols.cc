// SPDX-License-Identifier: Apache-2.0
#include "kernel_symbols.h"

#include <fcntl.h>

#include <algorithm>
#include <string_view>

#include "display_name.h"
#include "line_reader.h"
#include "unique_fd.h"

namespace meshprof {
namespace {

// kallsyms knows no sizes: a function ends where the next symbol starts. Behind the last one of a
// module or of the kernel lies unknown memory, so no function is taken for longer than this (the
// longest of Linux 6.18 has 46 KiB).
constexpr uint64_t kMaxFunctionBytes = 256 * 1024;

struct Symbol {
  uint64_t address;
  uint32_t name_offset;
  char type;
};

bool is_text(char type) {
  return type == 't' || type == 'T' || type == 'w' || type == 'W';
}

// Global, weak, local.
int binding_rank(char type) {
  return type == 'T' ? 0 : type == 'W' || type == 'w' ? 1 : 2;
}

// ffffffff81000000 T _text[\t[module]]
std::vector<Symbol> read_kallsyms(std::string* names) {
  std::vector<Symbol> symbols;
  const UniqueFd file(open("/proc/kallsyms", O_RDONLY | O_CLOEXEC));
  if (!file)
    return symbols;
  LineReader lines(file.get());
  for (std::string_view line; lines.next(&line);) {
    const uint64_t address = parse_hex(take_until(&line, ' '));
    const std::string_view type = take_until(&line, ' ');
    const std::string_view name = take_until(&line, '\t');
    if (address == 0 || type.size() != 1 || name.empty())
      continue;
    symbols.push_back({address, static_cast<uint32_t>(names->size()), type[0]});
    // The names of other symbols only serve as limits.
    if (is_text(type[0]))
      names->append(name).push_back('\0');
  }
  return symbols;
}

// The kernel lists its own symbols, nearly all there are, by address; those of modules and BPF
// programs follow.
void sort_by_address(std::vector<Symbol>& symbols) {
  const auto by_address = [](const Symbol& a, const Symbol& b) { return a.address < b.address; };
  const auto rest = std::is_sorted_until(symbols.begin(), symbols.end(), by_address);
  std::sort(rest, symbols.end(), by_address);
  std::inplace_merge(symbols.begin(), rest, symbols.end(), by_address);
}

}  // namespace

KernelSymbols KernelSymbols::load() {
  KernelSymbols result;
  std::vector<Symbol> symbols = read_kallsyms(&result.names_);
  const auto name_of = [&](const Symbol& symbol) {
    return std::string_view(&result.names_[symbol.name_offset]);
  };
  const auto is_better = [&](const Symbol& a, const Symbol& b) {
    if (is_text(a.type) != is_text(b.type))
      return is_text(a.type);
    if (!is_text(a.type))
      return false;
    if (binding_rank(a.type) != binding_rank(b.type))
      return binding_rank(a.type) < binding_rank(b.type);
    return is_better_alias(name_of(a), name_of(b));
  };
  sort_by_address(symbols);
  for (size_t i = 0; i < symbols.size();) {
    Symbol best = symbols[i];
    for (const uint64_t address = best.address; i < symbols.size() && symbols[i].address == address;
         i++) {
      if (is_better(symbols[i], best))
        best = symbols[i];
    }
    if (!is_text(best.type))
      continue;
    const uint64_t room =
        i < symbols.size() ? symbols[i].address - best.address : kMaxFunctionBytes;
    const auto length = static_cast<uint32_t>(std::min(room, kMaxFunctionBytes));
    result.functions_.push_back({best.address, length, best.name_offset});
  }
  result.functions_.shrink_to_fit();
  result.names_.shrink_to_fit();
  return result;
}

std::string KernelSymbols::name(uint64_t ip) const {
  const auto after = std::upper_bound(
      functions_.begin(), functions_.end(), ip,
      [](uint64_t value, const Function& function) { return value < function.start; });
  if (after == functions_.begin() || ip - (after - 1)->start >= (after - 1)->length)
    return kUnknown;
  return display_name(&names_[(after - 1)->name_offset]) + "_[k]";
}

}  // namespace meshprof
