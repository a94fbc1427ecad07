// SPDX-License-Identifier: Apache-2.0
// How many stacks of waits one CPU may capture.
#pragma once

#include <cstdint>

namespace meshprof {

struct CaptureBudget {
  uint32_t per_period = 0;            // of MP_RATE_PERIOD_NS, chosen when they begin
  uint32_t by_length_per_period = 0;  // of MP_THRESHOLD_PERIOD_NS, chosen by their length
};

// Whether this kernel runs BPF when a thread gets back to user mode, which stacks of waits chosen
// by their length need. By its BTF.
bool has_resume_captures();

// `captures_per_s`: of all CPUs together; 0: none at all. A CPU that does not use its part leaves
// it unused, so that no state is shared between CPUs.
CaptureBudget capture_budget(uint32_t captures_per_s, bool by_length);

}  // namespace meshprof
