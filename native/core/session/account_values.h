// SPDX-License-Identifier: Apache-2.0
// Reading what accounts hold: sums that grow, and names of threads.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

#include "bpf/records.h"
#include "symbols/display_name.h"

namespace meshprof {

// What is new in a sum that only grows. It may seem to shrink where an account was read before a
// record of it arrived.
inline uint64_t growth(uint64_t now, uint64_t before) {
  return now > before ? now - before : 0;
}

// Waits of the other classes are spent in a run queue from their first moment.
inline bool ends_in_queue(uint8_t wait_class) {
  return wait_class != MP_WAIT_RUNNABLE && wait_class != MP_WAIT_PREEMPTED &&
         wait_class != MP_WAIT_THROTTLED;
}

// The name that a thread has given itself, fit to show. The kernel ends it with 0 unless it fills
// the field.
inline std::string thread_name(const char (&comm)[MP_COMM_BYTES]) {
  return display_name({comm, strnlen(comm, sizeof comm)});
}

}  // namespace meshprof
