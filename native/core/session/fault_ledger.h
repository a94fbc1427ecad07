// SPDX-License-Identifier: Apache-2.0
// Page faults as samples and totals. What no stack stands for becomes `[unsampled]` once the count
// is final, so that the samples of a thread add up to its total.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "batch.h"
#include "bpf/records.h"
#include "sample_table.h"

namespace meshprof {

class FaultLedger {
 public:
  FaultLedger(SampleTable& samples, uint32_t unsampled_stack)
      : samples_(samples), unsampled_stack_(unsampled_stack) {}

  // MP_RECORD_MINOR_FAULT or MP_RECORD_MAJOR_FAULT.
  void add_stack(const mp_stack_record& record, uint32_t stack);
  // Applied after all stacks that were sent before it was read. `is_final`: it has ended and is not
  // mentioned again.
  void add_account(const mp_faults_record& record, bool is_final);

  // Threads with page faults.
  std::vector<FaultTotals> totals() const;

 private:
  // Of one kind in one thread: what has become a sample already.
  struct Kind {
    uint32_t stack_number = 0;  // mp_stack_record.stack of the last stack
    uint32_t stack = 0;         // its row of the stack table
    uint32_t credited_owed = 0;
    uint64_t credited = 0;
  };
  struct Thread {
    FaultTotals totals;
    std::array<Kind, MP_FAULT_KINDS> kinds;
  };

  void credit(const Thread& thread, uint32_t kind, uint32_t stack, uint64_t faults);
  void add_ended(uint64_t thread, FaultTotals totals);

  SampleTable& samples_;
  uint32_t unsampled_stack_;
  std::unordered_map<uint64_t, Thread> threads_;  // by mp_fault_account.id
  // By MP_THREAD_OF(mp_fault_account.id); a thread may have had several accounts.
  std::map<uint64_t, FaultTotals> ended_;
  std::map<uint32_t, FaultTotals> folded_;  // by tgid: ended threads beyond what is kept one by one
};

}  // namespace meshprof
