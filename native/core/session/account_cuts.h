// SPDX-License-Identifier: Apache-2.0
// Accounts as if the kernel side had cut each at the very instant of a cut. It does so at the
// thread's first event after it (bpf/cut.bpf.h); until then an account goes on as it was, through
// one or several cuts, and is cut here. Both give the same ids, so whoever adds up accounts by
// their ids cannot tell which of the two it was.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "bpf/records.h"

namespace meshprof {

class AccountCuts {
 public:
  // A cut of the threads of this process. Cuts come in order.
  void add(uint32_t tgid, const mp_wants& wants);

  // `has_ended`: with its thread, or by a cut. Appends what comes of an account that was read:
  // parts that have ended, each told once, and what lives on. Of one thread the lower id comes
  // first.
  void split(const mp_thread_record& record, bool has_ended, std::vector<mp_thread_record>& ended,
             std::vector<mp_thread_record>& live);

  // All accounts have been split, so nothing is needed any more of cuts before the present one.
  void forget_past();
  void forget(uint32_t tgid);

 private:
  // Up to where the account of a thread that has not seen the cut has been told.
  struct Told {
    uint32_t tgid;
    mp_wants wants;
  };

  std::unordered_map<uint32_t, std::vector<mp_wants>> cuts_;  // by tgid, ascending
  std::unordered_map<uint64_t, Told> told_;                   // by MP_THREAD_OF(mp_account.id)
};

}  // namespace meshprof
