// SPDX-License-Identifier: Apache-2.0
// What one session makes of the records and accounts that are meant for it: stacks, samples, exact
// totals. engine.h says where they come from.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "batch.h"
#include "bpf/bpf_object.h"
#include "bpf/session_window.h"
#include "fault_ledger.h"
#include "process_table.h"
#include "round.h"
#include "sample_table.h"
#include "stack_table.h"
#include "stall_table.h"
#include "thread_totals.h"
#include "wait_ledger.h"
#include "waker_table.h"

namespace meshprof {

class Recording {
 public:
  Recording(const BpfOptions& options, std::shared_ptr<reader::Readers> readers);

  SessionWindow& window() { return window_; }
  const SessionWindow& window() const { return window_; }
  bool is_stopped() const { return window_.stop_ns != 0; }
  bool is_for(uint32_t sessions) const { return (sessions & window_.bit()) != 0; }

  // Whether something of this account is meant for the session.
  bool wants(uint32_t sessions, uint64_t account) const;

  // A stack with its user's part completed; `image` is null if it has none.
  void add_stack(const mp_stack_record& record, const Unwound* user, ProcessImage* image);
  void add_wait(const mp_wait_record& record) { ledger_.add_wait(record); }
  void add_stretch(const mp_stretch_record& record);
  // Applied after all records that were sent before it was read.
  void add_round(const Round& round);

  void add_process(uint32_t tgid) { tgids_.insert(tgid); }
  void add_exited(uint32_t tgid) { exited_.push_back(tgid); }
  const std::set<uint32_t>& tgids() const { return tgids_; }
  // Of a process that is no longer followed.
  void keep_problems(const std::set<std::string>& sentences);
  void forget_image(uint32_t id) { stacks_.forget_image(id); }

  void take(Batch& batch);
  // But for what is told of processes and binaries as a whole.
  void fill(SessionTotals& totals, const BpfObject::Counters& counters);
  const std::set<std::string>& problems() const { return problems_; }

 private:
  uint32_t row_of(const mp_stack_record& record, const Unwound* user, ProcessImage* image);
  void add_ended(const mp_thread_record& record);
  void add_live(const std::vector<mp_thread_record>& records);
  void add_faults(const Round& round);
  std::map<std::string, uint64_t> names_lost() const;

  bool has_wakers_;
  SessionWindow window_;
  StackTable stacks_;
  SampleTable samples_;
  uint64_t min_wait_ns_;  // shorter waits are to have no stack
  WaitLedger ledger_;
  FaultLedger faults_;
  ThreadTotalsTable threads_;
  WakerTable wakers_;
  StallTable stalls_;
  WakeupTable wakeups_;
  std::set<uint32_t> tgids_;
  std::vector<uint32_t> exited_;  // not told yet
  std::set<std::string> problems_;
  uint64_t ticks_kept_ = 0;
};

}  // namespace meshprof
