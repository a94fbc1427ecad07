// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace meshprof {

// One session as the kernel side knows it.
struct SessionWindow {
  uint32_t slot = 0;
  // The cuts that begin and end it, which only sessions with accounts have; 0: none, or not yet.
  uint32_t first_cut = 0;
  uint32_t last_cut = 0;
  uint64_t start_ns = 0;  // CLOCK_MONOTONIC; 0: not yet
  uint64_t stop_ns = 0;

  uint32_t bit() const { return 1U << slot; }
};

}  // namespace meshprof
