// SPDX-License-Identifier: Apache-2.0
#include "clock_events.h"

#include "cpu_events.h"
#include "records.h"

namespace meshprof {

Failure open_clock_events(uint32_t frequency_hz, uint32_t slot,
                          const std::function<Failure(int fd)>& take) {
  perf_event_attr attributes{};
  attributes.size = sizeof(attributes);
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = PERF_COUNT_SW_CPU_CLOCK;
  attributes.sample_period = MP_CLOCK_PERIOD_NS(frequency_hz, slot);
  return open_cpu_events(attributes, take);
}

}  // namespace meshprof
