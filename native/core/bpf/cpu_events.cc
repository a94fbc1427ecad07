// SPDX-License-Identifier: Apache-2.0
#include "cpu_events.h"

#include <bpf/libbpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace meshprof {

Failure open_cpu_events(const perf_event_attr& attributes,
                        const std::function<Failure(int fd)>& take) {
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
