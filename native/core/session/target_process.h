// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "bpf/kernel_error.h"

namespace meshprof {

// kNoProcess unless `tgid` is a running process (not a zombie, not a thread of another process).
Failure check_target(uint32_t tgid);

}  // namespace meshprof
