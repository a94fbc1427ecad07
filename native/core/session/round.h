// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "bpf/records.h"
#include "waker_table.h"

namespace meshprof {

// Accounts of all sessions' targets, as they were read together.
struct Round {
  bool has_live = false;  // live ones have been read, too: those of all threads
  std::vector<mp_thread_record> ended;
  std::vector<mp_thread_record> live;
  std::vector<mp_faults_record> ended_faults;
  std::vector<mp_faults_record> live_faults;
  bool has_wakers = false;
  WakerSums wakers;
};

}  // namespace meshprof
