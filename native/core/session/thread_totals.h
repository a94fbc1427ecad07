// SPDX-License-Identifier: Apache-2.0
// Exact totals of all threads of a session: of live accounts as last read, of those that have ended
// once and for all. A thread may have had several (bpf/cut.bpf.h).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "batch.h"
#include "bpf/records.h"

namespace meshprof {

class ThreadTotalsTable {
 public:
  // Live accounts are read all together; what was known of them before is replaced.
  void begin_live();
  void add_live(const mp_thread_record& record);
  void add_ended(const mp_thread_record& record);

  std::vector<ThreadTotals> threads() const;
  // Only classes that occur.
  std::vector<WaitClassTotals> wait_classes() const;

 private:
  using ClassTotals = std::array<WaitClassTotals, MP_WAIT_CLASSES>;

  using Rows = std::map<uint64_t, ThreadTotals>;  // by MP_THREAD_OF(mp_account.id)

  Rows live_;
  ClassTotals live_classes_{};
  Rows ended_;
  ClassTotals ended_classes_{};
  // By tgid: ended threads beyond what is kept one by one.
  std::map<uint32_t, ThreadTotals> folded_;
};

}  // namespace meshprof
