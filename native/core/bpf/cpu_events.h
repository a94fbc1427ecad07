// SPDX-License-Identifier: Apache-2.0
// One perf event on each CPU, for all processes: the programs behind them tell targets from others.
#pragma once

#include <linux/perf_event.h>

#include <functional>

#include "kernel_error.h"

namespace meshprof {

// Opens the event on each online CPU. `take` gets each descriptor and owns it. The first failure
// ends it.
Failure open_cpu_events(const perf_event_attr& attributes,
                        const std::function<Failure(int fd)>& take);

}  // namespace meshprof
