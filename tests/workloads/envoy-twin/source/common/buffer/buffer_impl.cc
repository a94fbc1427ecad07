// SPDX-License-Identifier: Apache-2.0
#include "source/common/buffer/buffer_impl.h"

#include <algorithm>
#include <cstring>

#include "source/common/common/logger.h"

namespace Envoy {
namespace Buffer {

constexpr size_t kSliceBytes = 4096;

size_t Slice::append(const char* data, size_t size) {
  const size_t copied = std::min(size, capacity_ - end_);
  memcpy(bytes_.get() + end_, data, copied);
  end_ += copied;
  return copied;
}

size_t Slice::drain(size_t size) {
  const size_t drained = std::min(size, end_ - start_);
  start_ += drained;
  return drained;
}

void OwnedImpl::add(std::string_view data) {
  length_ += data.size();
  while (!data.empty()) {
    const size_t copied = slices_.empty() ? 0 : slices_.back().append(data.data(), data.size());
    data.remove_prefix(copied);
    if (!data.empty())
      slices_.emplace_back(kSliceBytes);
  }
}

void OwnedImpl::move(Instance& other) {
  add(other.toString());
  other.drain(other.length());
}

void OwnedImpl::drain(size_t size) {
  RELEASE_ASSERT(size <= length_);
  length_ -= size;
  while (size > 0) {
    const size_t drained = slices_.front().drain(size);
    size -= drained;
    if (slices_.front().view().empty())
      slices_.pop_front();
  }
}

std::string OwnedImpl::toString() const {
  std::string text;
  text.reserve(length_);
  for (const Slice& slice : slices_)
    text.append(slice.view());
  return text;
}

}  // namespace Buffer
}  // namespace Envoy
