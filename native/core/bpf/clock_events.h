// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "kernel_error.h"

namespace meshprof {

// Opens a software clock event on every online CPU and hands each descriptor to `take`, which owns
// it from then on. Its period tells the slot (bpf/meshprof.h). Software, because a virtual machine
// often has no PMU; its rate is then exact, a hardware one's is steered.
Failure open_clock_events(uint32_t frequency_hz, uint32_t slot,
                          const std::function<Failure(int fd)>& take);

}  // namespace meshprof
