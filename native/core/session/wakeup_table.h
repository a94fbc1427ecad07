// SPDX-License-Identifier: Apache-2.0
// Ended waits by the stack that ended them. Their number by kind of waker is exact (waker_table.h);
// those that a task ended itself are shared by the stacks that were captured as a sample of them
// (stratum.h), the others have a marker for a stack.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <unordered_map>

#include "batch.h"
#include "bpf/records.h"
#include "sample_table.h"
#include "stratum.h"

namespace meshprof {

// Ended waits of a thread so far, by mp_waker_kind.
using WaitsByKind = std::array<uint64_t, MP_WAKER_KINDS>;

class WakeupTable {
 public:
  // Row of the stack that stands for wakers of a kind without stacks.
  using MarkerStack = std::function<uint32_t(const char* text)>;

  WakeupTable(SampleTable& samples, MarkerStack marker_stack)
      : samples_(samples), marker_stack_(std::move(marker_stack)) {}

  // MP_RECORD_WAKEUP.
  void add_stack(const mp_stack_record& record, uint32_t stack);
  // Applied after all stacks that were sent before it was read. `is_final`: the account has ended.
  void add_account(const mp_thread_record& record, const WaitsByKind& waits, bool is_final);

 private:
  struct Thread {
    Stratum acting;  // a process or a thread of the kernel did it
    WaitsByKind credited{};
  };

  SampleTable& samples_;
  MarkerStack marker_stack_;
  Estimated estimated_;
  std::unordered_map<uint64_t, Thread> threads_;  // by mp_account.id
};

}  // namespace meshprof
