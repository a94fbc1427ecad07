// SPDX-License-Identifier: Apache-2.0
#include "function_decoder.h"

#include <cstring>

#include "frame_entry.h"
#include "frame_program.h"

namespace meshprof {
namespace {

// mov $SYS_rt_sigreturn,%rax (or %eax); syscall. The kernel's own ABI asks for no more, and gdb and
// libunwind look for the same bytes.
constexpr unsigned char kSigreturnRax[] = {0x48, 0xc7, 0xc0, 0x0f, 0, 0, 0, 0x0f, 0x05};
constexpr unsigned char kSigreturnEax[] = {0xb8, 0x0f, 0, 0, 0, 0x0f, 0x05};

}  // namespace

std::optional<FunctionUnwind> signal_trampoline(const ElfFileView& file, uint64_t elf_address) {
  unsigned char code[sizeof kSigreturnRax];
  const size_t size = file.read(elf_address, code, sizeof code);
  size_t trampoline_bytes = 0;
  if (size >= sizeof kSigreturnRax && memcmp(code, kSigreturnRax, sizeof kSigreturnRax) == 0)
    trampoline_bytes = sizeof kSigreturnRax;
  if (size >= sizeof kSigreturnEax && memcmp(code, kSigreturnEax, sizeof kSigreturnEax) == 0)
    trampoline_bytes = sizeof kSigreturnEax;
  if (trampoline_bytes == 0 || !file.is_code(elf_address))
    return std::nullopt;
  return FunctionUnwind{elf_address, elf_address + trampoline_bytes, true, {}};
}

FunctionDecoder::FunctionDecoder(int fd, uint64_t file_bytes)
    : file_(fd, file_bytes), index_(file_), go_(file_) {}

DecodedFunction FunctionDecoder::decode(uint64_t elf_address) {
  DecodedFunction decoded = decode_frame_entry(elf_address);
  if (decoded.status == DecodeStatus::kFound)
    return decoded;
  if (auto function = go_.find(elf_address))
    return {DecodeStatus::kFound, std::move(*function)};
  if (auto trampoline = signal_trampoline(file_, elf_address))
    return {DecodeStatus::kFound, std::move(*trampoline)};
  return decoded;
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
