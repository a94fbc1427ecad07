// SPDX-License-Identifier: Apache-2.0
#include "captured_stack.h"

#include <algorithm>
#include <cstring>

namespace meshprof {
namespace {

constexpr uint64_t kWordBytes = sizeof(uint64_t);
// Further above the stack pointer than any slice reaches.
constexpr uint64_t kBeyondAnySlice = 1 << 20;

}  // namespace

CapturedStack::CapturedStack(const Capture& capture) : capture_(capture) {
  if (!capture.chain.empty() && capture.chain[0] == capture.registers.ip)
    nodes_ = capture.chain.size() - 1;
  follow_chain();
}

// The same walk as the kernel's, while the slice lasts. Where the two differ the memory changed
// between, and the chain is of no use from there on.
void CapturedStack::follow_chain() {
  uint64_t frame_pointer = capture_.registers.bp;
  for (size_t node = 1; node <= nodes_; node++) {
    frame_pointers_.push_back(frame_pointer);
    const auto next = peek(frame_pointer);
    const auto return_address = peek(frame_pointer + kWordBytes);
    if (!next || !return_address)
      return;
    if (*return_address != capture_.chain[node]) {
      nodes_ = node - 1;
      frame_pointers_.pop_back();
      return;
    }
    frame_pointer = *next;
  }
}

std::optional<uint64_t> CapturedStack::peek(uint64_t address) const {
  const uint64_t offset = address - capture_.registers.sp;  // wraps below the stack pointer
  const size_t size = capture_.slice.size();
  if (size < kWordBytes || offset > size - kWordBytes)
    return std::nullopt;
  uint64_t value = 0;
  memcpy(&value, capture_.slice.data() + offset, sizeof value);
  return value;
}

std::optional<uint64_t> CapturedStack::read(uint64_t address) {
  const auto value = peek(address);
  if (value) {
    const uint64_t end = address - capture_.registers.sp + kWordBytes;
    bytes_needed_ = std::max(bytes_needed_, static_cast<uint32_t>(end));
  }
  return value;
}

const char* CapturedStack::cause_of_missing(uint64_t address) const {
  const uint64_t offset = address - capture_.registers.sp;
  return offset < kBeyondAnySlice ? kCauseSliceTooShort : kCauseOtherStack;
}

size_t CapturedStack::node_of(uint64_t frame_pointer) {
  const auto found = std::find(frame_pointers_.begin(), frame_pointers_.end(), frame_pointer);
  if (found == frame_pointers_.end())
    return 0;
  const auto index = static_cast<size_t>(found - frame_pointers_.begin());
  if (index > 0)
    read(frame_pointers_[index - 1] + kWordBytes);  // where it was learnt
  return index + 1;
}

}  // namespace meshprof
