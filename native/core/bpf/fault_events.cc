// SPDX-License-Identifier: Apache-2.0
#include "fault_events.h"

#include "cpu_events.h"

namespace meshprof {

// A period of one is never throttled: kernel/events/core.c, perf_swevent_event() calls
// perf_swevent_overflow() for it with one overflow, which throttles from the second on.
Failure open_fault_events(mp_fault_kind kind, const std::function<Failure(int fd)>& take) {
  perf_event_attr attributes{};
  attributes.size = sizeof(attributes);
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config =
      kind == MP_FAULT_MAJOR ? PERF_COUNT_SW_PAGE_FAULTS_MAJ : PERF_COUNT_SW_PAGE_FAULTS_MIN;
  attributes.sample_period = 1;
  return open_cpu_events(attributes, take);
}

}  // namespace meshprof
