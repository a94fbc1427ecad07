// SPDX-License-Identifier: Apache-2.0
#include "function_decoder.h"

#include <algorithm>
#include <string_view>

#include "frame_entry.h"
#include "frame_program.h"

namespace meshprof {
namespace {

// The trampoline that the kernel lets a signal handler return to: mov $SYS_rt_sigreturn,%rax (or
// %eax); syscall. C libraries other than glibc have no rules for it; gdb and libunwind look for the
// same bytes.
constexpr std::string_view kSignalReturns[] = {
    std::string_view("\x48\xc7\xc0\x0f\0\0\0\x0f\x05", 9),
    std::string_view("\xb8\x0f\0\0\0\x0f\x05", 7)};

// The return address is on top of the stack: ret; and a jump to where an address in memory says,
// which is what linkage tables do (no linker describes those of static programs, LLVM's none), with
// or without the mark of an indirect branch's target before it.
constexpr std::string_view kFrameless[] = {
    std::string_view("\xc3", 1), std::string_view("\xff\x25", 2),
    std::string_view("\xf3\x0f\x1e\xfa\xff\x25", 6),
    std::string_view("\xf3\x0f\x1e\xfa\xf2\xff\x25", 7), std::string_view("\xf2\xff\x25", 3)};

constexpr uint8_t kCallRelative = 0xe8;
constexpr uint8_t kJumpRelative = 0xe9;
constexpr uint64_t kBranchBytes = 5;
constexpr uint64_t kMaxJumperBytes = 512;

// Where the direct branch at the address leads, if it is one.
std::optional<uint64_t> branch_target(const ElfFileView& file, uint64_t address, uint8_t opcode) {
  struct [[gnu::packed]] {
    uint8_t opcode;
    int32_t distance;
  } branch{};
  if (!file.is_code(address) || file.read(address, &branch, sizeof branch) != sizeof branch ||
      branch.opcode != opcode)
    return std::nullopt;
  return address + kBranchBytes + static_cast<uint64_t>(int64_t{branch.distance});
}

}  // namespace

std::optional<FunctionUnwind> unwind_by_instruction(const ElfFileView& file, uint64_t elf_address) {
  char bytes[9];
  const std::string_view code(bytes, file.read(elf_address, bytes, sizeof bytes));
  if (!file.is_code(elf_address))
    return std::nullopt;
  for (const std::string_view trampoline : kSignalReturns) {
    if (code.starts_with(trampoline))
      return FunctionUnwind{elf_address, elf_address + trampoline.size(), true, {}};
  }
  for (const std::string_view instruction : kFrameless) {
    if (!code.starts_with(instruction))
      continue;
    UnwindRow row;
    row.start = elf_address;
    row.cfa = {CfaKind::kRegister, kRsp, 0, 8, 0};
    row.saved[kSavedReturnAddress] = {RuleKind::kAtCfa, 0, -8};
    return FunctionUnwind{elf_address, elf_address + 1, false, {row}};
  }
  return std::nullopt;
}

FunctionDecoder::FunctionDecoder(int fd, uint64_t file_bytes)
    : file_(fd, file_bytes), index_(file_), go_(file_) {}

DecodedFunction FunctionDecoder::decode(uint64_t elf_address) {
  DecodedFunction decoded = decode_frame_entry(elf_address);
  if (decoded.status == DecodeStatus::kFound)
    return decoded;
  if (auto function = go_.find(elf_address))
    return {DecodeStatus::kFound, std::move(*function)};
  if (decoded.status == DecodeStatus::kBadInfo)
    return decoded;
  if (auto function = unwind_by_instruction(file_, elf_address))
    return {DecodeStatus::kFound, std::move(*function)};
  return decoded;
}

std::optional<FunctionUnwind> FunctionDecoder::interpreter_at(uint64_t elf_address) {
  DecodedFunction decoded = decode_frame_entry(elf_address);
  if (decoded.status != DecodeStatus::kFound || !is_interpreter(decoded.function))
    return std::nullopt;
  return std::move(decoded.function);
}

std::optional<FunctionUnwind> FunctionDecoder::entered_interpreter(uint64_t return_address) {
  const auto callee = branch_target(file_, return_address - kBranchBytes, kCallRelative);
  if (!callee)
    return std::nullopt;
  if (auto interpreter = interpreter_at(*callee))
    return interpreter;
  // lua_resume ends in a jump. It and its like are a few instructions long.
  const DecodedFunction function = decode_frame_entry(*callee);
  if (function.status != DecodeStatus::kFound)
    return std::nullopt;
  const uint64_t limit = std::min(function.function.limit, *callee + kMaxJumperBytes);
  for (uint64_t at = *callee; at < limit; at++) {
    const auto target = branch_target(file_, at, kJumpRelative);
    if (!target || (*target >= function.function.start && *target < function.function.limit))
      continue;
    if (auto interpreter = interpreter_at(*target))
      return interpreter;
  }
  return std::nullopt;
}

DecodedFunction FunctionDecoder::decode_frame_entry(uint64_t elf_address) {
  const auto found = index_.find(elf_address);
  if (!found)
    return {};
  const auto entry = read_frame_entry(file_, *found);
  if (!entry)
    return {DecodeStatus::kBadInfo, {}};
  if (elf_address < entry->start || elf_address >= entry->limit)
    return {};
  auto function = run_frame_program(*entry);
  if (!function)
    return {DecodeStatus::kBadInfo, {}};
  return {DecodeStatus::kFound, std::move(*function)};
}

}  // namespace meshprof
