// SPDX-License-Identifier: Apache-2.0
// How Go's stacks are unwound: from the stack-pointer offsets in its function table.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "../elf_layout.h"
#include "go_module.h"

namespace meshprof {

// From `start` to the next row. CFA: the stack pointer before the call, so that the return address
// lies at CFA - 8.
struct GoFrameRow {
  enum class Rule : uint8_t {
    kStackPointer,  // CFA = rsp + cfa_offset
    kFramePointer,  // CFA = rbp + 16: rsp may be that of another stack, rbp is this function's own
    kEnd,           // the stack ends in this function: it starts threads or goroutines
    kSignal,        // returns from a signal handler: rsp is the address of struct ucontext
    kUnknown,       // nothing proves the caller
  };
  uint64_t start = 0;
  Rule rule = Rule::kUnknown;
  uint32_t cfa_offset = 0;
  bool saved_rbp = false;  // the caller's rbp lies at CFA - 16; otherwise rbp is still the caller's
  // rbp is CFA - 24 and points at CFA - 16: the assembler has set it up, then the code itself.
  bool has_second_frame_pointer = false;
};

struct GoFrameRows {
  uint64_t start = 0, limit = 0;  // of the function, ELF virtual addresses
  std::vector<GoFrameRow> rows;   // by start, the first at `start`
};

// The rows of the function that holds the address; nullopt where Go's table has none.
std::optional<GoFrameRows> find_go_frames(const GoModule& module, int fd, const ElfLayout& layout,
                                          uint64_t address);

}  // namespace meshprof
