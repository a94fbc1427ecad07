// SPDX-License-Identifier: Apache-2.0
// How to leave the frames of one function: rows of rules, as DWARF's call frame information (DWARF
// 5, 6.4) or another source gives them. Plain data, so that it can cross a process boundary.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace meshprof {

// DWARF numbers of x86-64 registers (System V ABI, AMD64 supplement, figure 3.36).
enum Register : uint8_t {
  kRax = 0,
  kRdx = 1,
  kRcx = 2,
  kRbx = 3,
  kRsi = 4,
  kRdi = 5,
  kRbp = 6,
  kRsp = 7,
  kR8 = 8,
  kR9 = 9,
  kR10 = 10,
  kR11 = 11,
  kR12 = 12,
  kR13 = 13,
  kR14 = 14,
  kR15 = 15,
  kReturnAddress = 16,
};
inline constexpr size_t kRegisters = 16;

// The canonical frame address: the stack pointer before the call instruction pushed its return
// address.
enum class CfaKind : uint8_t {
  kUnknown,      // nothing tells
  kUnsupported,  // an expression outside the few that compilers and libraries write
  kRegister,     // register + offset
  kDereference,  // *(register + offset) + addend
  // *(register + offset + 8 * index) + addend: Montgomery multiplication in OpenSSL and BoringSSL
  kIndexedDereference,
  // rsp + offset, and 8 more from byte `addend` of a 16-byte procedure linkage table entry on,
  // where it has pushed its index.
  kLinkageTable,
};

struct CfaRule {
  CfaKind kind = CfaKind::kUnknown;
  uint8_t base = 0;   // Register
  uint8_t index = 0;  // Register
  int32_t offset = 0;
  int32_t addend = 0;
  bool operator==(const CfaRule&) const = default;
};

// Where the caller's value of a register is.
enum class RuleKind : uint8_t {
  kSame,         // still in the register
  kUndefined,    // nowhere; for the return address: there is no caller
  kAtCfa,        // in memory at CFA + offset
  kAtRegister,   // in memory at base + offset
  kInRegister,   // in `base`
  kCfaValue,     // CFA + offset itself
  kUnsupported,  // see CfaKind::kUnsupported
};

struct RegisterRule {
  RuleKind kind = RuleKind::kSame;
  uint8_t base = 0;
  int32_t offset = 0;
  bool operator==(const RegisterRule&) const = default;
};

// What a caller may rely on after a call, and the return address; all others are lost by calls.
enum SavedRegister : uint8_t {
  kSavedReturnAddress,
  kSavedRbp,
  kSavedRbx,
  kSavedR12,
  kSavedR13,
  kSavedR14,
  kSavedR15,
  kSavedRsp,
  kSavedRegisters,
};
inline constexpr std::array<uint8_t, kSavedRegisters> kSavedRegisterNumbers = {
    kReturnAddress, kRbp, kRbx, kR12, kR13, kR14, kR15, kRsp};

// Rules from `start` up to the next row.
struct UnwindRow {
  uint64_t start = 0;  // ELF virtual address
  CfaRule cfa;
  // Whatever the rules say: while it calls another function, rbp points at the caller's rbp, above
  // which lies the return address. So Go's functions do that have a frame; where one has built two
  // (crosscall2, by which C calls Go) rbp points to the second, which points to the first. 0: none.
  uint8_t frame_pointers_at_calls = 0;
  std::array<RegisterRule, kSavedRegisters> saved;
  bool operator==(const UnwindRow&) const = default;
};

struct FunctionUnwind {
  uint64_t start = 0;  // ELF virtual addresses
  uint64_t limit = 0;
  // The kernel built this frame when it delivered a signal: all registers lie in its sigcontext,
  // and the address below it is where the thread was interrupted, not where a call returns to.
  bool signal_frame = false;
  std::vector<UnwindRow> rows;  // by start; empty only for a signal frame
};

// The row for an address inside the function, nullptr if none covers it.
const UnwindRow* find_row(const FunctionUnwind& function, uint64_t address);

// `push %rbp; mov %rsp,%rbp` has been done and not undone: rbp points at the caller's rbp, above
// which lies the return address.
bool is_frame_pointer_row(const UnwindRow& row);

// The function's only rules claim a frame from its first byte to its last, as no compiler's
// function has one: the assembly of an interpreter such as LuaJIT's.
bool is_interpreter(const FunctionUnwind& function);

}  // namespace meshprof
