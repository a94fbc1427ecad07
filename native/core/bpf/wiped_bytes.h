// SPDX-License-Identifier: Apache-2.0
// Memory for what targets have on their stacks: overwritten before it is given back.
#pragma once

#include <string.h>

#include <cstddef>
#include <memory>

namespace meshprof {

struct WipeAndFree {
  size_t size = 0;
  void operator()(std::byte* bytes) const {
    explicit_bzero(bytes, size);
    delete[] bytes;
  }
};
using WipedBytes = std::unique_ptr<std::byte[], WipeAndFree>;

inline WipedBytes make_wiped_bytes(size_t size) {
  return WipedBytes(new std::byte[size], WipeAndFree{size});
}

}  // namespace meshprof
