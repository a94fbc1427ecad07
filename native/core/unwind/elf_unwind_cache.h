// SPDX-License-Identifier: Apache-2.0
// Unwinding rows of one ELF file, each function decoded when first asked for.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>

#include "function_decoder.h"
#include "unwind_tables.h"

namespace meshprof {

class ElfUnwindCache {
 public:
  // Whoever reads the file; as in FunctionDecoder.
  struct Decoder {
    std::function<DecodedFunction(uint64_t elf_address)> decode;
    std::function<std::optional<FunctionUnwind>(uint64_t return_address)> entered_interpreter;
  };

  explicit ElfUnwindCache(Decoder decoder) : decoder_(std::move(decoder)) {}

  // What is known of the code at an ELF virtual address. Pointers in the answer are valid until the
  // next question. The status is never kUnmapped.
  CodeAt find(uint64_t elf_address);

  const std::optional<FunctionUnwind>& entered_interpreter(uint64_t return_address);

 private:
  void make_room();

  Decoder decoder_;
  std::map<uint64_t, FunctionUnwind> functions_;  // by start
  std::unordered_map<uint64_t, CodeAt> known_;    // by address asked for
  std::unordered_map<uint64_t, std::optional<FunctionUnwind>> interpreters_;
  size_t rows_ = 0;
};

}  // namespace meshprof
