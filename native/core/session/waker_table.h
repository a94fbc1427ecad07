// SPDX-License-Identifier: Apache-2.0
// Who ended the waits of each thread: exact sums by wait class and waker. What a thread's account
// holds of ended waits beyond them (an event is missing, or the kernel side had no room) is of an
// unknown waker, so the rows of a class add up to its ended waits.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "batch.h"
#include "bpf/records.h"
#include "waker_names.h"
#include "wakeup_table.h"

namespace meshprof {

// As the kernel side has them, of all accounts.
using WakerSums = std::vector<std::pair<mp_waker_key, mp_waker_sum>>;

class WakerTable {
 public:
  // The sums that are in no account, and all live accounts, are read together; what was known of
  // live threads before is replaced.
  void begin(const WakerSums& spilled);
  // An account as the kernel side left it, not settled. Returns the thread's ended waits.
  WaitsByKind add_live(const mp_thread_record& record);
  WaitsByKind add_ended(const mp_thread_record& record);

  std::vector<WakerTotals> totals();

 private:
  struct Key {
    uint32_t tgid, tid;
    uint8_t wait_class, kind;
    uint32_t waker_tgid, waker_tid;
    auto operator<=>(const Key&) const = default;
  };
  using Sums = std::map<Key, mp_waker_sum>;

  WaitsByKind add(const mp_thread_record& record, Sums& sums);

  std::unordered_map<uint64_t, std::vector<std::pair<mp_waker, mp_waker_sum>>> spilled_;
  Sums live_;
  Sums ended_;
  WakerNames names_;
};

}  // namespace meshprof
