// SPDX-License-Identifier: Apache-2.0
#include "user_stacks.h"

#include <string_view>
#include <utility>

namespace meshprof {
namespace {

constexpr size_t kMaxKnownEntries = 10'000;

UserRegisters to_registers(const mp_registers& r) {
  UserRegisters user;
  user.ip = r.ip, user.sp = r.sp, user.bp = r.bp, user.bx = r.bx;
  user.ax = r.ax, user.cx = r.cx, user.dx = r.dx, user.si = r.si, user.di = r.di;
  user.r8 = r.r8, user.r9 = r.r9, user.r10 = r.r10, user.r11 = r.r11;
  user.r12 = r.r12, user.r13 = r.r13, user.r14 = r.r14, user.r15 = r.r15;
  return user;
}

// Without a memory map nothing tells which of these are right.
Unwound raw_chain(std::span<const uint64_t> chain) {
  Unwound stack;
  for (const uint64_t address : chain)
    stack.frames.push_back({address, !stack.frames.empty()});
  stack.cause = chain.empty() ? kCauseNoUserStack : kCauseNoMemoryMap;
  return stack;
}

bool wants_longer_slice(const Unwound& stack) {
  return stack.cause != nullptr && std::string_view(stack.cause) == kCauseSliceTooShort;
}

}  // namespace

Unwound UserStacks::unwind(const mp_stack_record& record, ProcessImage& image) {
  static_assert(sizeof(uint64_t) == sizeof(__u64));
  const std::vector<uint64_t> chain(user_chain(record).begin(), user_chain(record).end());
  if (image.symbols == nullptr)
    return raw_chain(chain);
  ProcessUnwindTables tables(
      {image.symbols.get(),
       [&image] { return !std::exchange(image.refreshed, true) && image.symbols->refresh(); },
       [this, &image](uint64_t address, bool is_return_address) {
         return is_thread_entry(image, {address, is_return_address});
       }},
      caches_);
  const bool in_syscall = (record.flags & MP_STACK_IN_SYSCALL) != 0;
  Unwound stack = meshprof::unwind({to_registers(record.registers), chain,
                                    chain.size() >= MP_MAX_FRAMES, stack_slice(record), in_syscall},
                                   tables);
  const bool is_too_short = wants_longer_slice(stack);
  const bool has_root = images_[image.id].roots.complete(stack, tables);
  if ((record.flags & MP_STACK_SLICE_DROPPED) != 0) {
    if (is_too_short && !stack.complete)
      stack.cause = kCauseSliceDropped;
  } else {
    slices_.add(record, stack.slice_bytes_needed, is_too_short && (!stack.complete || !has_root));
  }
  return stack;
}

bool UserStacks::is_thread_entry(ProcessImage& image, UserFrame frame) {
  auto& known = images_[image.id].entries;
  const uint64_t key = frame.address | uint64_t{frame.is_return_address} << 63;
  const auto found = known.find(key);
  if (found != known.end())
    return found->second;
  const bool is_entry =
      meshprof::is_thread_entry(image.symbols->resolve(frame.address, frame.is_return_address));
  if (known.size() < kMaxKnownEntries)
    known.emplace(key, is_entry);
  return is_entry;
}

}  // namespace meshprof
