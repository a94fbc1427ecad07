// SPDX-License-Identifier: Apache-2.0
// What meshprof-reader and meshprof-symbols give up before they look at a foreign file: their user,
// capabilities, every way to reach a file, a process or a network, and memory without end.
#pragma once

#include <string>

namespace meshprof::reader {

// Address space of the reader. An index of the stock Envoy (107 MB) takes about a fifth of it.
inline constexpr unsigned long kMaxMemoryBytes = 768ul << 20;

// Exit statuses that tell the client why.
inline constexpr int kExitNotConfined = 70;  // EX_SOFTWARE
inline constexpr int kExitNoMemory = 71;     // EX_OSERR

// Empty if this process is confined now, else what could not be done.
std::string confine(unsigned long memory_bytes);

// From now on this process may use so much CPU time; the kernel ends it (SIGPROF) beyond. 0: no
// limit.
void limit_cpu_seconds(unsigned seconds);

}  // namespace meshprof::reader
