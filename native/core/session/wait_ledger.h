// SPDX-License-Identifier: Apache-2.0
// Turns accounts and wait records into samples whose sums equal the accounts exactly, for each
// thread and wait class. Three kinds of waits meet here:
//  - those in a place of the account, whose sums are exact and go to the place's stack;
//  - those captured as a sample of many, when they began or for their length (bpf/sampling.h),
//  which
//    share what is left (stratum.h);
//  - those of which nothing was captured, which end as `[unsampled]`;
//  - those shorter than a session wants stacks of, whose sums are exact and go to a marker.
// Each thread's ledger remembers what has become a sample already. A class of which some waits were
// lost (ring full, event missed) and others sampled gives the lost ones the stacks of the sampled
// ones; the counters of losses say how many that were.
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
#include "stratum.h"

namespace meshprof {

// Books the wait or run in progress up to record.at_ns, as BPF does at the next event. Of a wait
// that may go on only what cannot turn out otherwise: what has been booked is never taken back.
// `min_wait_ns`: of the session. What the kernel side goes by is at most that.
void settle_account(mp_thread_record& record, bool is_final, uint64_t min_wait_ns);

struct KeyChecks {
  uint64_t checked = 0;
  uint64_t mismatched = 0;
};

class WaitLedger {
 public:
  struct Markers {
    uint32_t unsampled;  // rows of the stack table
    uint32_t too_short;
  };
  struct Rules {
    bool is_sampled;    // waits without a stack may yet get one from a sample; otherwise there is
                        // none to wait for
    bool is_by_length;  // they are chosen by their length as well
    uint64_t min_wait_ns;
  };

  WaitLedger(SampleTable& samples, const Markers& markers, const Rules& rules)
      : samples_(samples), markers_(markers), rules_(rules) {
    estimated_.is_by_length = rules.is_by_length;
  }

  // MP_RECORD_SLEEPER: the stack of a wait in progress at a cut.
  void add_sleeper(const mp_stack_record& record, uint32_t stack);
  // MP_RECORD_WAIT_STACK: where a thread waits from now on.
  void add_stack(const mp_stack_record& record, uint32_t stack);
  // MP_RECORD_KEY_CHECK: the stack of a place when it was looked at again.
  void check_key(const mp_stack_record& record, uint32_t stack);
  // MP_RECORD_WAIT: the last word about a place, or one sampled wait.
  void add_wait(const mp_wait_record& record);
  // A settled account. `is_final`: it has ended and is not mentioned again.
  void add_account(const mp_thread_record& record, bool is_final);

  // Row of the stack that mp_place.stack of this account says, as far as its records have come.
  uint32_t stack_of(uint64_t account, uint32_t stack) const;

  const Estimated& estimated() const { return estimated_; }
  const KeyChecks& key_checks() const { return key_checks_; }

 private:
  struct Place {
    uint32_t stack = 0;  // row of the stack table
    uint64_t switches = 0;
    uint64_t wait_ns = 0;
    uint64_t runnable_ns = 0;
  };
  struct Thread {
    uint32_t tgid = 0;
    uint32_t tid = 0;
    std::array<Stratum, MP_WAIT_CLASSES> strata;
    std::array<WaitSums, MP_WAIT_CLASSES> too_short;  // so far
    std::unordered_map<uint32_t, Place> places;       // by mp_place.stack
  };
  struct Sleeper {
    uint64_t switches = UINT64_MAX;
    uint32_t stack = 0;
  };
  // Of the last two cuts: one account may still begin with the earlier of them.
  struct Sleepers {
    Sleeper before, last;
  };

  Thread& thread(uint64_t account, uint32_t tgid, uint32_t tid);
  void add_first_place(Thread& thread, const mp_account& account);
  void add_place(Thread& thread, Place& known, const mp_place& place);
  void add_sampled_wait(Thread& thread, const mp_wait_record& record);
  void credit(Thread& thread, uint32_t stack, uint8_t wait_class, uint64_t switches,
              uint64_t time_ns, const TimeEstimate& estimate = {});
  void forget_places(Thread& thread, const mp_account& account);
  void add_short(Thread& thread, const mp_account& account);
  WaitSums sums_of(const mp_account& account, uint8_t wait_class) const;
  void share_out(Thread& thread, const mp_thread_record& record, bool is_final);
  void add_rest(Thread& thread, const mp_account& account);
  bool may_be_short(const mp_thread_record& record) const;

  SampleTable& samples_;
  Markers markers_;
  Rules rules_;
  Estimated estimated_;
  KeyChecks key_checks_;
  std::unordered_map<uint64_t, Thread> threads_;     // by mp_account.id
  std::unordered_map<uint32_t, Sleepers> sleepers_;  // by tid
};

}  // namespace meshprof
