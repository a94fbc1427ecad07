// SPDX-License-Identifier: Apache-2.0
// Samples since the last batch, added up by (kind, thread, stack, wait class).
#pragma once

#include <cstdint>
#include <unordered_map>

#include "batch.h"

namespace meshprof {

struct SampleKey {
  SampleKind kind;
  uint8_t wait_class;
  uint32_t tgid;
  uint32_t tid;
  uint32_t stack;

  bool operator==(const SampleKey&) const = default;
};

struct SampleKeyHash {
  size_t operator()(const SampleKey& key) const {
    const uint64_t thread = static_cast<uint64_t>(key.tgid) << 32 | key.tid;
    const uint64_t place = static_cast<uint64_t>(key.stack) << 8 |
                           static_cast<uint64_t>(key.wait_class) << 1 |
                           static_cast<uint64_t>(key.kind);
    return (thread * 0x9e3779b97f4a7c15 ^ place) * 0xff51afd7ed558ccd;
  }
};

// What sampled waits stand for, and the change of its variance (stratum.h).
struct TimeEstimate {
  uint64_t time_ns = 0;
  double variance_ns2 = 0;
};

class SampleTable {
 public:
  // `estimate.time_ns` is part of `time_ns`.
  void add(const SampleKey& key, uint64_t count, uint64_t time_ns,
           const TimeEstimate& estimate = {}) {
    if (count == 0 && time_ns == 0 && estimate.variance_ns2 == 0)
      return;
    Sums& sums = sums_[key];
    sums.count += count;
    sums.time_ns += time_ns;
    sums.estimate.time_ns += estimate.time_ns;
    sums.estimate.variance_ns2 += estimate.variance_ns2;
  }

  SampleRows take();

 private:
  struct Sums {
    uint64_t count = 0;
    uint64_t time_ns = 0;
    TimeEstimate estimate;
  };

  std::unordered_map<SampleKey, Sums, SampleKeyHash> sums_;
};

}  // namespace meshprof
