// SPDX-License-Identifier: Apache-2.0
// Stacks of a process with full copies of their memory, taken by the kernel's own perf events and
// so by none of our code.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "../unwind.h"

namespace meshprof::test {

struct PerfStack {
  UserRegisters registers;
  std::vector<uint64_t> chain;
  std::vector<std::byte> memory;  // from registers.sp upwards
  bool off_cpu = false;           // taken when the thread left the CPU
  pid_t tid = 0;
};

struct PerfOptions {
  pid_t tgid = 0;
  double seconds = 5;
  unsigned frequency_hz = 499;
  unsigned every_switch = 7;  // of the context switches on each CPU
};

// Calls `take` for each stack of the process. Returns why that is not possible, or empty.
std::string record_perf_stacks(const PerfOptions& options,
                               const std::function<void(const PerfStack&)>& take);

}  // namespace meshprof::test
