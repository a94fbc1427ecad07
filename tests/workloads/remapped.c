// SPDX-License-Identifier: Apache-2.0
// One of the two libraries that remapper loads by turns: the same code, so that it lies at the same
// place, under the name NAME.
#include "workload.h"

void NAME(uint64_t cpu_ns);

void NAME(uint64_t cpu_ns) {
  const uint64_t end = thread_cpu_ns() + cpu_ns;
  uint64_t state = cpu_ns;
  while (thread_cpu_ns() < end)
    COMPUTE_A_LITTLE(state);
}
