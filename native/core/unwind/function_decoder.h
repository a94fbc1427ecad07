// SPDX-License-Identifier: Apache-2.0
// Unwinding rows of a function, from the bytes of the ELF file that holds it. Depends on nothing
// but those bytes, so it can run where foreign files are read.
#pragma once

#include <cstdint>
#include <optional>

#include "frame_index.h"
#include "function_unwind.h"
#include "go_rows.h"

namespace meshprof {

enum class DecodeStatus : uint8_t {
  kFound,
  kNoInfo,   // nothing describes this code
  kBadInfo,  // what describes it is not well-formed
};

struct DecodedFunction {
  DecodeStatus status = DecodeStatus::kNoInfo;
  FunctionUnwind function;  // if kFound
};

class FunctionDecoder {
 public:
  // Opens no file and owns none: `fd` must stay open as long as this lives.
  FunctionDecoder(int fd, uint64_t file_bytes);

  // The function that holds the address (ELF virtual).
  DecodedFunction decode(uint64_t elf_address);

  // As FrameIndex says.
  std::optional<CodeRange> function_at(uint64_t elf_address) const {
    return index_.function_at(elf_address);
  }

  // As UnwindTables says, for direct calls, and of callees that jump there with a direct jump.
  std::optional<FunctionUnwind> entered_interpreter(uint64_t return_address);

 private:
  DecodedFunction decode_frame_entry(uint64_t elf_address);
  std::optional<FunctionUnwind> interpreter_at(uint64_t elf_address);

  ElfFileView file_;
  FrameIndex index_;
  GoRows go_;
};

// For code that nothing describes, what its instructions at the address themselves prove.
std::optional<FunctionUnwind> unwind_by_instruction(const ElfFileView& file, uint64_t elf_address);

}  // namespace meshprof
