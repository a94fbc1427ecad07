// SPDX-License-Identifier: Apache-2.0
// Zeros over what the kernel side has of targets' stacks.
#pragma once

#include "bpf_programs.h"

namespace meshprof {

// The buffers in which programs put records together. No program may be attached any more.
void overwrite_scratch(const meshprof_bpf& skeleton);

}  // namespace meshprof
