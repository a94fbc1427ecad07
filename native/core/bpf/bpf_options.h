// SPDX-License-Identifier: Apache-2.0
// What one session wants of the kernel side.
#pragma once

#include <cstdint>
#include <vector>

namespace meshprof {

struct BpfOptions {
  std::vector<uint32_t> tgids;
  bool follow_children = false;
  bool on_cpu = false;
  bool off_cpu = false;
  bool page_faults = false;
  bool wakers = false;  // only with off_cpu
  // Event loops that do not wait for so long are told; 0: none. Only with off_cpu.
  uint64_t stall_ns = 0;
  uint32_t frequency_hz = 0;
  // Of the ring buffer, which all sessions share: the first one's holds.
  uint32_t ring_bytes = 0;
  // Stacks of waits that all CPUs together may capture in a second, on average; 0: exact totals
  // only. Sessions share the captures, so the largest holds.
  uint32_t captures_per_s = 0;
  // Waits shorter than this are to have no stack. Of the sessions that capture the smallest holds.
  uint64_t min_wait_ns = 0;

  bool has_accounts() const { return off_cpu || page_faults; }
};

}  // namespace meshprof
