// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace meshprof {

// `memlock` of a BPF map or program in /proc/self/fdinfo; 0 where the kernel does not say.
uint64_t fd_memory_bytes(int fd);

}  // namespace meshprof
