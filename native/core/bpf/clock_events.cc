// SPDX-License-Identifier: Apache-2.0
#include "clock_events.h"

#include <bpf/libbpf.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace meshprof {

Failure open_clock_events(uint32_t frequency_hz, const std::function<Failure(int fd)>& take) {
  perf_event_attr attributes{};
  attributes.size = sizeof(attributes);
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = PERF_COUNT_SW_CPU_CLOCK;
  attributes.freq = 1;
  attributes.sample_freq = frequency_hz;
  const int cpus = libbpf_num_possible_cpus();
  if (cpus < 0)
    return kernel_error("counting CPUs", cpus);
  for (int cpu = 0; cpu < cpus; cpu++) {
    const long fd = syscall(SYS_perf_event_open, &attributes, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
    if (fd < 0 && errno == ENODEV)
      continue;  // possible, but offline
    if (fd < 0)
      return kernel_error("perf_event_open", -errno);
    if (Failure failure = take(static_cast<int>(fd)))
      return failure;
  }
  return {};
}

}  // namespace meshprof
