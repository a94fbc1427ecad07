// SPDX-License-Identifier: Apache-2.0
// The functions of a stripped glibc in which threads begin: start_thread and __libc_start_call_main
// are local, so no symbol names them. They are found by what the exported functions beside them do.
#pragma once

#include <cstdint>
#include <vector>

namespace meshprof {

// In ELF virtual addresses.
struct CodeRange {
  uint64_t start;
  uint64_t limit;
};

// Functions whose address pthread_create or a function that it calls takes, and those that
// __libc_start_main calls. Empty for a file that is not an x86-64 glibc, or is broken.
std::vector<CodeRange> find_thread_entries(int fd);

}  // namespace meshprof
