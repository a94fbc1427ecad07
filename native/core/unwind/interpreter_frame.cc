// SPDX-License-Identifier: Apache-2.0
#include "interpreter_frame.h"

namespace meshprof {
namespace {

constexpr uint64_t kWordBytes = 8;
constexpr uint64_t kLowestCode = 4096;
constexpr uint64_t kUserLimit = uint64_t{1} << 47;

}  // namespace

std::optional<InterpreterFrame> find_interpreter_frame(CapturedStack& stack, uint64_t sp,
                                                       UnwindTables& tables,
                                                       const FunctionUnwind* within) {
  const uint64_t start = within != nullptr ? within->start : 0;
  for (uint64_t at = sp; at < sp + kMaxSearchedBytes; at += kWordBytes) {
    const auto word = stack.peek(at);
    if (!word)
      return std::nullopt;
    if (*word < kLowestCode || *word >= kUserLimit)
      continue;
    const auto interpreter = tables.entered_interpreter(*word);
    if (!interpreter || (within != nullptr && interpreter->start != start))
      continue;
    stack.read(at);
    return InterpreterFrame{interpreter->rows.front(), at + kWordBytes};
  }
  return std::nullopt;
}

}  // namespace meshprof
