// SPDX-License-Identifier: Apache-2.0
// Completes a captured stack: which calls led to the instruction at which a thread was caught.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "unwind_tables.h"

namespace meshprof {

struct UserRegisters {
  uint64_t ip = 0, sp = 0, bp = 0, bx = 0;
  uint64_t ax = 0, cx = 0, dx = 0, si = 0, di = 0;
  uint64_t r8 = 0, r9 = 0, r10 = 0, r11 = 0, r12 = 0, r13 = 0, r14 = 0, r15 = 0;
};

struct Capture {
  UserRegisters registers;
  // The kernel's walk along frame pointers, leaf first: registers.ip, then the word above where
  // registers.bp points, and so on. Garbage as soon as a function uses rbp for something else.
  std::span<const uint64_t> chain;
  bool chain_is_full = false;        // the kernel's walk ended at its limit of frames
  std::span<const std::byte> slice;  // the stack's memory from registers.sp upwards
  bool in_syscall = false;           // registers.ip is the instruction after the system call
};

struct UserFrame {
  uint64_t address = 0;
  bool is_return_address = false;  // the frame's code is the call before the address
  bool operator==(const UserFrame&) const = default;
};

struct Unwound {
  std::vector<UserFrame> frames;  // leaf first
  // The last frame is where the thread began. With a cause all the same: it lies in the function
  // in which threads begin, and the few frames that called this one are missing (thread_roots.h).
  bool complete = false;
  const char* cause = nullptr;  // why unwinding ended: one of those below
  uint32_t slice_bytes_needed = 0;
};

// Why a stack could not be followed to its end; README.md says what each means.
inline constexpr const char* kCauseNoUserStack = "no-user-stack";
inline constexpr const char* kCauseNoUnwindInfo = "no-unwind-info";
inline constexpr const char* kCauseBadUnwindInfo = "bad-unwind-info";
inline constexpr const char* kCauseUnwindExpression = "unwind-expression";
inline constexpr const char* kCauseSliceTooShort = "stack-slice-too-short";
inline constexpr const char* kCauseOtherStack = "other-stack";
inline constexpr const char* kCauseBadReturnAddress = "bad-return-address";
inline constexpr const char* kCauseDepth = "depth";

inline constexpr size_t kMaxUnwoundFrames = 1024;

// Never fails, and depends on nothing but its arguments.
Unwound unwind(const Capture& capture, UnwindTables& tables);

}  // namespace meshprof
