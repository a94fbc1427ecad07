// SPDX-License-Identifier: Apache-2.0
// The functions of a binary in which threads and programs begin: a stack that reaches one is whole.
#pragma once

#include <vector>

#include "symbols/code_range.h"
#include "symbols/elf_headers.h"
#include "unwind/function_decoder.h"

namespace meshprof::reader {

// By their names; and in a glibc, which is shipped without the names of the two that matter, those
// whose address pthread_create (or a function that it calls) takes and those that __libc_start_main
// calls; and the program's first instruction. Bounded; empty for a file that is not for x86-64.
std::vector<CodeRange> find_thread_entries(int fd, const ElfHeaders& headers,
                                           const FunctionDecoder& functions);

}  // namespace meshprof::reader
