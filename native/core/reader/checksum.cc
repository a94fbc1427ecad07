// SPDX-License-Identifier: Apache-2.0
#include "checksum.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace meshprof::reader {
namespace {

// Odd, so that no step loses a bit: whatever changes in one word changes its lane for good.
constexpr uint64_t kFactor = 0x9e3779b97f4a7c15;

uint64_t step(uint64_t lane, uint64_t word) {
  return std::rotl((lane ^ word) * kFactor, 29);
}

}  // namespace

void Checksum::add_blocks(const uint8_t* data, size_t blocks) {
  std::array<uint64_t, kLanes> lanes = lanes_;
  for (size_t block = 0; block < blocks; block++, data += kBlockBytes) {
    std::array<uint64_t, kLanes> words;
    memcpy(words.data(), data, kBlockBytes);
    for (size_t i = 0; i < kLanes; i++)
      lanes[i] = step(lanes[i], words[i]);
  }
  lanes_ = lanes;
}

void Checksum::add(const void* data, size_t size) {
  const auto* bytes = static_cast<const uint8_t*>(data);
  total_bytes_ += size;
  if (pending_bytes_ > 0) {
    const size_t taken = std::min(size, kBlockBytes - pending_bytes_);
    memcpy(pending_.data() + pending_bytes_, bytes, taken);
    pending_bytes_ += taken, bytes += taken, size -= taken;
    if (pending_bytes_ < kBlockBytes)
      return;
    add_blocks(pending_.data(), 1);
    pending_bytes_ = 0;
  }
  add_blocks(bytes, size / kBlockBytes);
  bytes += size / kBlockBytes * kBlockBytes;
  pending_bytes_ = size % kBlockBytes;
  if (pending_bytes_ > 0)
    memcpy(pending_.data(), bytes, pending_bytes_);
}

uint64_t Checksum::finish() {
  std::fill(pending_.begin() + static_cast<ptrdiff_t>(pending_bytes_), pending_.end(), uint8_t{0});
  add_blocks(pending_.data(), 1);
  uint64_t sum = total_bytes_;
  for (const uint64_t lane : lanes_)
    sum = step(sum, lane);
  return sum;
}

}  // namespace meshprof::reader
