// SPDX-License-Identifier: Apache-2.0
// What the program knows about its own CPU time: each section is what a person would call its
// code, whatever a profiler's rules say. Features own all that they call.
#pragma once

#include <cstdint>

namespace truth {

enum Section : int {
  kRest,
  kSpan,
  kSpanExport,
  kLogFormat,
  kLogWrite,
  kStats,
  kLua,
  kAuthorization,
  kSections,
};

// Charges the CPU time of this thread until now to the section that it is in, and enters another,
// unless it is in a feature already. Gives the section to return to.
Section enter(Section section);
void back_to(Section section);
// Once more before a thread ends, or sums are read.
void settle();
uint64_t cpu_ns(Section section);
const char* name(Section section);

}  // namespace truth
