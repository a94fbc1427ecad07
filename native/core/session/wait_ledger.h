// SPDX-License-Identifier: Apache-2.0
// Turns accounts and wait records into samples whose sums equal the accounts exactly. Each thread's
// ledger remembers what has become a sample already; what an ended or final account holds beyond
// that becomes `[unsampled]`.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "batch.h"
#include "bpf/records.h"
#include "sample_table.h"

namespace meshprof {

// Books the time up to record.at_ns under the present phase, as BPF does at the next event.
void settle_account(mp_thread_record& record);

class WaitLedger {
 public:
  WaitLedger(SampleTable& samples, uint32_t unsampled_stack)
      : samples_(samples), unsampled_stack_(unsampled_stack) {}

  // MP_RECORD_SLEEPER: the stack of a wait that began before the session.
  void add_sleeper(const mp_stack_record& record, uint32_t stack);
  // MP_RECORD_WAIT_STACK: where a thread waits from now on.
  void add_stack(const mp_stack_record& record, uint32_t stack);
  // MP_RECORD_WAIT: the last word about one stack.
  void add_wait(const mp_wait_record& record);
  // A settled account. `is_final`: the thread has ended, or the session has; it is not mentioned
  // again.
  void add_account(const mp_thread_record& record, bool is_final);

 private:
  struct Sums {
    uint64_t switches = 0;
    uint64_t time_ns = 0;
  };
  struct Place {
    uint32_t stack = 0;  // row of the stack table
    uint64_t switches = 0;
    uint64_t wait_ns = 0;
    uint64_t runnable_ns = 0;
  };
  struct Thread {
    uint32_t tgid = 0;
    uint32_t tid = 0;
    std::array<Sums, MP_WAIT_CLASSES> sampled{};
    std::unordered_map<uint32_t, Place> places;  // by mp_place.stack
  };
  struct Sleeper {
    uint64_t switches;
    uint32_t stack;
  };

  Thread& thread(uint64_t account, uint32_t tgid, uint32_t tid);
  void add_place(Thread& thread, const mp_place& place);
  void add_sample(Thread& thread, uint32_t stack, uint8_t wait_class, uint64_t switches,
                  uint64_t time_ns);
  void forget_places(Thread& thread, const mp_account& account);
  void add_sleeper_place(Thread& thread, const mp_account& account);
  void add_rest(Thread& thread, const mp_account& account);

  SampleTable& samples_;
  uint32_t unsampled_stack_;
  std::unordered_map<uint64_t, Thread> threads_;    // by mp_account.id
  std::unordered_map<uint32_t, Sleeper> sleepers_;  // by tid
};

}  // namespace meshprof
