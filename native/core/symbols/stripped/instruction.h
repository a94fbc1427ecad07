// SPDX-License-Identifier: Apache-2.0
// Decodes x86-64 instructions as far as needed: their length, and the addresses that they hold.
#pragma once

#include <cstdint>
#include <span>

namespace meshprof::stripped {

struct Instruction {
  enum Kind : uint8_t {
    kOther,
    kCall,  // direct
    kIndirectCall,
    kJump,             // direct
    kConditionalJump,  // direct
    kLoadAddress,      // RIP-relative `lea`
    kMoveConstant,     // `mov` of an immediate into a register or memory, or `push` of one
    kAddConstant,      // `add` or `sub` of an immediate, or `lea` of a register with displacement
    kStore,  // of a general register into memory that is not found by the stack pointer or rbp, or
             // into a vector register
  };

  static constexpr uint8_t kNoRegister = 16;

  uint8_t length = 0;  // 0: not an instruction of 64-bit user code, or one that is cut off
  Kind kind = kOther;
  bool has_relative = false;  // `relative` is set, and is counted from the end of the instruction
  bool has_constant = false;  // `constant` is set: an immediate of 32 bits (or, for `push`, 8)
  bool has_displacement = false;  // `displacement` is set: 32 bits without or with other registers
  // Number of the general register that kLoadAddress, kMoveConstant or kAddConstant writes,
  // kNoRegister if none; and the one that kAddConstant or kStore reads.
  uint8_t destination = kNoRegister;
  uint8_t source = kNoRegister;
  int32_t added = 0;  // by kAddConstant
  int32_t relative = 0;
  uint32_t constant = 0;
  int32_t displacement = 0;
};

// The instruction at the start of `bytes`. Longer ones than 15 bytes do not exist.
Instruction decode(std::span<const uint8_t> bytes);

}  // namespace meshprof::stripped
