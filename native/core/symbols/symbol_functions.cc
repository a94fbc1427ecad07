// SPDX-License-Identifier: Apache-2.0
#include "symbol_functions.h"

#include "demangle.h"
#include "symbol_reader.h"

namespace meshprof {

NamedFunctions read_symbol_functions(int fd, const ElfHeaders::SymbolSection& section,
                                     bool is_64_bit, NameSource source) {
  NamedFunctions result;
  const auto table = read_functions(fd, section, is_64_bit);
  if (!table) {
    result.problem = "a symbol table is larger than that of any program, or overlaps beyond sense";
    return result;
  }
  uint64_t bytes = 0;
  const std::span<const FunctionTable::Range> ranges = table->ranges();
  for (size_t i = 0, next; i < ranges.size(); i = next) {
    for (next = i + 1; next < ranges.size() && ranges[next].start == ranges[i].start; next++) {
    }
    const auto name = read_best_name(fd, section, ranges.subspan(i, next - i));
    if (!name)
      continue;
    std::string shown = demangle(*name);
    bytes += shown.size();
    if (bytes > kMaxNamedBytes) {
      result.problem = "a symbol table has longer names than any program";
      break;
    }
    result.functions.push_back(
        {ranges[i].start, ranges[i].start + ranges[i].length, std::move(shown), "", source});
  }
  return result;
}

}  // namespace meshprof
