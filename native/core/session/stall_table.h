// SPDX-License-Identifier: Apache-2.0
// Stalls of event loops: what a thread did while it did not wait for events for long. The kernel
// side sends each such stretch when it ends; which stack the time goes to is known only then, so
// the ticks of the present stretch of each thread are kept until its end.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "batch.h"
#include "bpf/records.h"
#include "sample_table.h"

namespace meshprof {

class StallTable {
 public:
  // Row of the stack of a wait, by account and mp_place.stack; the row without a stack if unknown.
  using WaitStack = std::function<uint32_t(uint64_t account, uint32_t stack)>;

  StallTable(SampleTable& samples, uint32_t unsampled_stack, uint64_t stall_ns)
      : samples_(samples), unsampled_stack_(unsampled_stack), stall_ns_(stall_ns) {}

  void add_tick(const mp_stack_record& record, uint32_t stack);
  // `start_ns`: of the session.
  void add_stretch(const mp_stretch_record& record, uint64_t start_ns, const WaitStack& wait_stack);
  // The stretch that is in progress. `is_ended`: the thread has.
  void begin_live() { live_.clear(); }
  void add_account(const mp_thread_record& record, uint64_t start_ns, bool is_ended);

  std::vector<StallTotals> totals() const;

 private:
  struct Ticks {
    uint64_t loop_since_ns = 0;
    std::vector<uint32_t> stacks;  // one a tick
  };
  using Key = std::pair<uint32_t, uint32_t>;  // tgid, tid

  StallTotals& row(std::map<Key, StallTotals>& rows, uint32_t tgid, uint32_t tid);
  void credit_ticks(const mp_stretch_record& record, uint64_t on_cpu_ns);

  SampleTable& samples_;
  uint32_t unsampled_stack_;
  uint64_t stall_ns_;
  std::unordered_map<uint32_t, Ticks> ticks_;  // by tid
  std::map<Key, StallTotals> rows_;
  std::map<Key, StallTotals> live_;
};

}  // namespace meshprof
