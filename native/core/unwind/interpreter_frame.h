// SPDX-License-Identifier: Apache-2.0
// Frames of interpreters such as LuaJIT's. Its assembly is one function to the unwinding rules, and
// they claim that its frame stands from the first byte to the last. Two kinds of code run in that
// frame and have put more below it: what it generates, which nothing describes, and parts of the
// assembly itself for which the rules are wrong. Both are found by what entered the frame: the
// nearest return address behind a direct call of the interpreter, or of a function that jumps
// there.
#pragma once

#include <cstdint>
#include <optional>

#include "captured_stack.h"
#include "unwind_tables.h"

namespace meshprof {

// How far above the stack pointer the frame may lie: spilled values of a trace (at most 256 words)
// and the registers saved at its exit.
inline constexpr uint64_t kMaxSearchedBytes = 4096;

struct InterpreterFrame {
  UnwindRow row;
  uint64_t cfa = 0;
};

// The interpreter's frame at or above `sp`. With `within`, that function's only; its pointer need
// not stay valid.
std::optional<InterpreterFrame> find_interpreter_frame(CapturedStack& stack, uint64_t sp,
                                                       UnwindTables& tables,
                                                       const FunctionUnwind* within);

}  // namespace meshprof
