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

 private:
  DecodedFunction decode_frame_entry(uint64_t elf_address);

  ElfFileView file_;
  FrameIndex index_;
  GoRows go_;
};

// The trampoline that the kernel lets a signal handler return to, told by its instructions; C
// libraries other than glibc, and Go, have no unwinding rows for it. nullopt if it is none.
std::optional<FunctionUnwind> signal_trampoline(const ElfFileView& file, uint64_t elf_address);

}  // namespace meshprof
