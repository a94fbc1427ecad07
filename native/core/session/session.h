// SPDX-License-Identifier: Apache-2.0
// One profiling session, from open to close: composes the kernel side, processes, stacks and
// samples. Has no JavaScript types. Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "batch.h"
#include "bpf/bpf_session.h"
#include "fault_ledger.h"
#include "process_table.h"
#include "reader/client/readers.h"
#include "sample_table.h"
#include "stack_table.h"
#include "stall_table.h"
#include "thread_totals.h"
#include "wait_ledger.h"
#include "waker_table.h"

namespace meshprof {

struct SessionOptions {
  BpfOptions bpf;
  reader::ReaderOptions reader;
  uint32_t name_wait_ms = 5'000;  // how long stop() waits for names that are being read
};

class Session {
 public:
  // Attaches and opens the window. On failure nothing stays in the kernel and `failure` says why.
  static std::unique_ptr<Session> open(const SessionOptions& options, Failure& failure);

  // What has come in since the last call.
  Failure drain(Batch& batch);
  Failure totals(SessionTotals& totals);
  // Ends the window, settles waits in progress, detaches. A second call does nothing.
  Failure stop();

 private:
  explicit Session(const SessionOptions& options);

  Failure start();
  void keep_sleeper(const mp_stack_record& record);
  void see_targets();
  std::vector<uint32_t> gone_targets() const;
  void forget(const std::vector<uint32_t>& tgids);
  // Reads accounts (if `with_accounts`), records and ended threads, in the order that keeps sums
  // right.
  Failure collect(bool with_accounts);
  void read_wakers();
  void consume_records();
  void add_ended(const std::vector<mp_thread_record>& records);
  void add_live(std::vector<mp_thread_record>& records);
  Failure take_faults(bool with_accounts, std::vector<mp_faults_record>& ended,
                      std::vector<mp_faults_record>& live);
  void add_faults(const std::vector<mp_faults_record>& ended,
                  const std::vector<mp_faults_record>& live);
  void on_record(const void* record);
  void on_stack_record(const mp_stack_record& record);
  uint32_t stack_of(const mp_stack_record& record);
  std::map<std::string, uint64_t> names_lost() const;
  std::vector<std::string> problems() const;

  BpfOptions options_;
  uint32_t name_wait_ms_;
  std::shared_ptr<reader::Readers> readers_;
  BpfSession bpf_;
  ProcessTable processes_;
  StackTable stacks_;
  SampleTable samples_;
  WaitLedger ledger_;
  FaultLedger faults_;
  ThreadTotalsTable threads_;
  WakerTable wakers_;
  StallTable stalls_;
  WakeupTable wakeups_;
  // Waits in progress at the start. Naming their frames may take a while (a large binary is read
  // for the first time), so that is left to the first drain: the window is open already.
  std::vector<StackRecordCopy> sleepers_;
  size_t sleeper_bytes_ = 0;
  uint64_t start_ns_ = 0;
  uint64_t stop_ns_ = 0;  // 0: running
  uint64_t accounts_read_ns_ = 0;
  uint64_t ticks_kept_ = 0;
  uint64_t bpf_memory_bytes_ = 0;
};

}  // namespace meshprof
