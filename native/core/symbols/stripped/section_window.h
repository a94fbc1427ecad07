// SPDX-License-Identifier: Apache-2.0
// Reads a section piece by piece, so that memory does not depend on its size.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "../read_fully.h"
#include "loaded_sections.h"

namespace meshprof::stripped {

class SectionWindow {
 public:
  static constexpr size_t kBytes = 1 << 20;
  // What bytes() gives at once, at most.
  static constexpr size_t kMaxPieceBytes = 64 << 10;

  SectionWindow(int fd, const Section& section) : fd_(fd), section_(section) {}

  // Bytes of the section from `offset` on: as many as asked for, at most kMaxPieceBytes, less at
  // its end. Valid until the next call.
  std::span<const uint8_t> bytes(uint64_t offset, size_t wanted) {
    if (offset >= section_.size)
      return {};
    const size_t size =
        std::min<uint64_t>(std::min(wanted, kMaxPieceBytes), section_.size - offset);
    if (offset < start_ || offset + size > start_ + buffer_.size())
      fill(offset);
    if (offset < start_ || offset - start_ >= buffer_.size())
      return {};
    const size_t at = offset - start_;
    return std::span(buffer_).subspan(at, std::min(size, buffer_.size() - at));
  }

 private:
  void fill(uint64_t offset) {
    start_ = offset;
    buffer_.resize(std::min<uint64_t>(kBytes, section_.size - offset));
    buffer_.resize(read_fully(fd_, buffer_.data(), buffer_.size(), section_.offset + offset));
  }

  int fd_;
  const Section& section_;
  uint64_t start_ = 0;
  std::vector<uint8_t> buffer_;
};

}  // namespace meshprof::stripped
