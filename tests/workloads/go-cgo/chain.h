// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

// Each returns what it has measured, in nanoseconds of its thread's CPU time; of sleeps, how long.
uint64_t mp_c_burns(uint64_t cpu_ns);
uint64_t mp_c_sleeps(uint64_t ns);
uint64_t mp_c_calls_back(uint64_t cpu_ns);
