// SPDX-License-Identifier: Apache-2.0
// Exact totals of all threads of a session: those that live as last read, those that have ended
// once and for all.
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
  // Live threads are read all together; what was known of them before is replaced.
  void begin_live();
  void add_live(const mp_thread_record& record);
  void add_ended(const mp_thread_record& record);

  std::vector<ThreadTotals> threads() const;
  // Only classes that occur.
  std::vector<WaitClassTotals> wait_classes() const;

 private:
  using ClassTotals = std::array<WaitClassTotals, MP_WAIT_CLASSES>;

  std::vector<ThreadTotals> live_;
  ClassTotals live_classes_{};
  std::vector<ThreadTotals> ended_;
  ClassTotals ended_classes_{};
  std::map<uint32_t, ThreadTotals>
      folded_;  // by tgid: ended threads beyond what is kept one by one
};

}  // namespace meshprof
