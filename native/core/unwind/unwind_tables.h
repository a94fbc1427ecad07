// SPDX-License-Identifier: Apache-2.0
// What the unwinder asks about the code of one process.
#pragma once

#include <cstdint>
#include <optional>

#include "function_unwind.h"

namespace meshprof {

enum class CodeStatus : uint8_t {
  kKnown,     // `function` and `row` say how to leave it
  kNoInfo,    // executable, but nothing describes it: generated code, some assembly
  kBadInfo,   // executable; what describes it is broken
  kUnmapped,  // no code there
};

struct CodeAt {
  CodeStatus status = CodeStatus::kUnmapped;
  const FunctionUnwind* function = nullptr;
  const UnwindRow* row = nullptr;  // nullptr in a signal frame, and where the rows leave a gap
  bool is_function_start = false;  // the address asked for (not the byte before it) begins it
  bool is_function_limit = false;  // likewise, ends it
};

class UnwindTables {
 public:
  virtual ~UnwindTables() = default;

  // `is_return_address`: the code meant is the call before the address. What is pointed to is valid
  // until the next question.
  virtual CodeAt find(uint64_t address, bool is_return_address) = 0;

  // The interpreter that the call just before a return address enters (is_interpreter() in
  // function_unwind.h); nullopt if it enters none, or cannot be read.
  virtual std::optional<FunctionUnwind> entered_interpreter(uint64_t return_address) = 0;

  // Whether the code there is known to be where threads begin, by name or otherwise. Asked only
  // where unwinding cannot go on.
  virtual bool is_thread_entry(uint64_t address, bool is_return_address) = 0;
};

}  // namespace meshprof
