// SPDX-License-Identifier: Apache-2.0
// The frames above the function in which a thread begins: `_start` and what it calls, `clone3`.
// They are the same for all stacks that pass through the same call, but lie at the far end of the
// stack, beyond the slice of a deep one. So they are learnt from stacks that show them.
#pragma once

#include <unordered_map>
#include <vector>

#include "unwind.h"

namespace meshprof {

// Of one process image.
class ThreadRoots {
 public:
  // `is_thread_entry` as in UnwindTables. Appends to a stack that ended at a thread's entry what
  // others had there. False if it has not been seen yet, so that a longer slice would help.
  bool complete(Unwound& stack, UnwindTables& tables);

 private:
  void learn(const Unwound& stack, UnwindTables& tables);

  std::unordered_map<uint64_t, std::vector<UserFrame>> callers_;  // by address of the entry's frame
};

}  // namespace meshprof
