// SPDX-License-Identifier: Apache-2.0
#include "stratum.h"

#include <algorithm>

namespace meshprof {

namespace {

// Exact totals are read before the records that are credited, so they may lag behind.
uint64_t beyond(uint64_t exact, uint64_t credited) {
  return exact > credited ? exact - credited : 0;
}

}  // namespace

void Stratum::Dimension::add(uint32_t stack, double weight) {
  if (weight <= 0)
    return;
  weights.emplace(stack, weight);
  sum += weight;
}

void Stratum::Dimension::share(uint64_t total, double& squared,
                               const std::function<void(uint32_t, uint64_t)>& give) {
  if (total == 0 || weights.empty())
    return;
  double weight_so_far = 0;
  uint64_t given = 0;
  size_t left = weights.size();
  for (const auto& [stack, weight] : weights) {
    weight_so_far += weight;
    // Rounding the running sum, not each part, keeps the total.
    const double until = static_cast<double>(total) * std::min(weight_so_far / sum, 1.0);
    const uint64_t end =
        --left == 0 ? total : std::clamp(static_cast<uint64_t>(until), given, total);
    const auto part = static_cast<double>(end - given);
    squared += part * part;
    give(stack, end - given);
    given = end;
  }
  weights.clear();
  sum = 0;
}

void Stratum::credit(uint64_t switches, uint64_t time_ns) {
  credited_.switches += switches;
  credited_.time_ns += time_ns;
}

void Stratum::add_sample(uint32_t stack, double switch_weight, double time_weight) {
  switches_.add(stack, switch_weight);
  time_.add(stack, time_weight);
}

WaitSums Stratum::rest(const WaitSums& exact) const {
  return {beyond(exact.switches, credited_.switches), beyond(exact.time_ns, credited_.time_ns)};
}

void Stratum::share_out(const WaitSums& exact, Estimated& estimated, const Credit& credit) {
  const WaitSums open = rest(exact);
  switches_.share(open.switches, estimated.switches_squared, [&](uint32_t stack, uint64_t part) {
    estimated.sums.switches += part;
    credit(stack, part, 0);
  });
  time_.share(open.time_ns, estimated.time_squared, [&](uint32_t stack, uint64_t part) {
    estimated.sums.time_ns += part;
    credit(stack, 0, part);
  });
}

}  // namespace meshprof
