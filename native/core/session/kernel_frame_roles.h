// SPDX-License-Identifier: Apache-2.0
// Kernel functions at the leaf of a stack that say how it came to be taken, not what the thread
// does there (docs/decisions/0034).
#pragma once

#include <cstdint>
#include <string_view>

namespace meshprof {

enum class KernelFrameRole : uint8_t {
  kOwn,         // says what the thread does
  kSchedules,   // __schedule: what lies above it is the tracing
  kGivesUpCpu,  // between the scheduler and who called it to wait
  kWakes,       // try_to_wake_up: what lies above it is the tracing
};

// `name` as KernelSymbols gives it.
KernelFrameRole role_of_kernel_function(std::string_view name);

}  // namespace meshprof
