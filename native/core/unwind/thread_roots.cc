// SPDX-License-Identifier: Apache-2.0
#include "thread_roots.h"

#include <algorithm>

namespace meshprof {
namespace {

// glibc's longest: __libc_start_call_main, __libc_start_main, _start.
constexpr size_t kMaxRootFrames = 4;
constexpr size_t kMaxRoots = 256;

}  // namespace

bool ThreadRoots::complete(Unwound& stack, UnwindTables& tables) {
  if (!stack.complete)
    return true;
  if (stack.cause == nullptr) {
    learn(stack, tables);
    return true;
  }
  const auto known = callers_.find(stack.frames.back().address);
  if (known == callers_.end())
    return false;
  stack.frames.insert(stack.frames.end(), known->second.begin(), known->second.end());
  stack.cause = nullptr;
  return true;
}

void ThreadRoots::learn(const Unwound& stack, UnwindTables& tables) {
  const size_t count = std::min(stack.frames.size() - 1, kMaxRootFrames - 1);
  for (size_t callers = 0; callers <= count && callers_.size() < kMaxRoots; callers++) {
    const auto entry = stack.frames.end() - 1 - static_cast<ptrdiff_t>(callers);
    if (callers_.contains(entry->address) ||
        !tables.is_thread_entry(entry->address, entry->is_return_address))
      continue;
    callers_.emplace(entry->address, std::vector<UserFrame>(entry + 1, stack.frames.end()));
  }
}

}  // namespace meshprof
