// SPDX-License-Identifier: Apache-2.0
#include "slice_sizes.h"

#include <algorithm>
#include <utility>

namespace meshprof {
namespace {

// One stack in so many may be too deep: a tenth of what the promise of 99 % whole stacks leaves.
constexpr uint64_t kTolerated = 1000;
// Below this many stacks so rare ones may not have been seen yet: none in n says "fewer than 3/n"
// with 95 % certainty (the rule of three).
constexpr uint64_t kFewStacks = 3 * kTolerated;
// Then the old ones count half, so that the sizes follow what the process does now.
constexpr uint64_t kManyStacks = 8192;

}  // namespace

void SliceSizes::add(const mp_stack_record& record, uint32_t needed_bytes, bool is_too_short) {
  Process& process = processes_[record.tgid];
  if (process.image != record.image)
    process = {.image = record.image};
  auto size = static_cast<size_t>(std::lower_bound(kBytes.begin(), kBytes.end(), needed_bytes) -
                                  kBytes.begin());
  // The next size, but only if this one was filled: a stack that ends, or a page that is not
  // there, ends a slice early, and then no limit helps.
  if (is_too_short && record.slice_bytes >= process.bytes) {
    const auto above = std::upper_bound(kBytes.begin(), kBytes.end(), record.slice_bytes);
    size = static_cast<size_t>(above - kBytes.begin());
  }
  process.needed[std::min(size, kBytes.size())]++;
  process.stacks++;
  judge(process);
  if (process.stacks < kManyStacks)
    return;
  process.stacks /= 2;
  for (uint64_t& count : process.needed)
    count /= 2;
}

void SliceSizes::judge(Process& process) {
  uint64_t deeper = 0;
  size_t size = kBytes.size() - 1;
  while (size > 0 && (deeper += process.needed[size]) * kTolerated <= process.stacks)
    size--;
  const uint32_t bytes = kBytes[size];
  const bool is_known = process.stacks >= kFewStacks;
  if (bytes > process.bytes || (is_known && bytes < process.bytes)) {
    process.bytes = bytes;
    process.changed = true;
  }
}

std::vector<SliceSizes::Limit> SliceSizes::take_changed() {
  std::vector<Limit> limits;
  for (auto& [tgid, process] : processes_) {
    if (std::exchange(process.changed, false))
      limits.push_back({tgid, process.image, process.bytes});
  }
  return limits;
}

void SliceSizes::forget(uint32_t tgid) {
  processes_.erase(tgid);
}

}  // namespace meshprof
