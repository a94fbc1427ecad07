// SPDX-License-Identifier: Apache-2.0
#include "thread_entry.h"

#include <algorithm>

#include "reader/client/readers.h"

namespace meshprof {

bool is_thread_entry(const ResolvedFrame& frame) {
  if (frame.binary == nullptr)
    return false;
  const auto& ranges = reader::Readers::shared()->quick.thread_entries(*frame.binary);
  return std::any_of(ranges.begin(), ranges.end(), [&](const CodeRange& range) {
    return frame.elf_address >= range.start && frame.elf_address < range.limit;
  });
}

}  // namespace meshprof
