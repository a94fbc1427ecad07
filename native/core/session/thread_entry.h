// SPDX-License-Identifier: Apache-2.0
// Decides whether a stack's outermost frame is where its thread began, so that the stack is whole.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "c_library.h"
#include "symbols/process_symbols.h"

namespace meshprof {

class ThreadEntries {
 public:
  // True if `frame` lies in a function that starts threads or processes. Proven by its name where
  // it has one. glibc is shipped without the names of the two that matter; there the proof is that
  // pthread_create takes the function's address, or __libc_start_main calls it.
  bool is_entry(const ResolvedFrame& frame, const MappedFile* file, uint32_t tgid);

 private:
  const std::vector<CodeRange>& ranges_of(const MappedFile& file, uint32_t tgid);

  std::map<std::string, std::vector<CodeRange>> ranges_;  // by build id
};

}  // namespace meshprof
