// SPDX-License-Identifier: Apache-2.0
#include "stratum.h"

#include <algorithm>

#include "bpf/records.h"

namespace meshprof {

namespace {

// Exact totals are read before the records that are credited, so they may lag behind.
uint64_t beyond(uint64_t exact, uint64_t credited) {
  return exact > credited ? exact - credited : 0;
}

}  // namespace

void Stratum::Dimension::add(uint32_t stack, uint32_t rate, double value) {
  if (rate == 0 || value <= 0)
    return;
  const double weighted = mp_weight(rate) * value;
  const double squared = mp_unchosen(rate) * weighted * weighted;
  parts[stack].weight += weighted;
  parts[stack].weight_squared += squared;
  weight += weighted;
  weight_squared += squared;
}

double Stratum::Dimension::owed(const Part& part) const {
  const double due = static_cast<double>(given) * part.weight / weight;
  return std::max(due - static_cast<double>(part.given), 0.0);
}

void Stratum::Dimension::share(uint64_t amount,
                               const std::function<void(uint32_t, uint64_t)>& give) {
  if (amount == 0 || parts.empty())
    return;
  given += amount;
  double all_owed = 0;
  for (const auto& [stack, part] : parts)
    all_owed += owed(part);
  double owed_so_far = 0;
  uint64_t shared = 0;
  size_t left = parts.size();
  for (auto& [stack, part] : parts) {
    owed_so_far += owed(part);
    // Rounding the running sum, not each part, keeps the total.
    const double until = static_cast<double>(amount) * std::min(owed_so_far / all_owed, 1.0);
    const uint64_t end =
        --left == 0 ? amount : std::clamp(static_cast<uint64_t>(until), shared, amount);
    part.given += end - shared;
    give(stack, end - shared);
    shared = end;
  }
  const double scale = static_cast<double>(given) / weight;
  given_squared = scale * scale * weight_squared;
}

void Stratum::Dimension::tell_variance(
    double variance_scale, const std::function<void(uint32_t stack, double change)>& tell) {
  if (given == 0)
    return;
  const double scale = static_cast<double>(given) / weight;
  for (auto& [stack, part] : parts) {
    const double variance = variance_scale * scale * scale * part.weight_squared;
    if (variance != part.variance)
      tell(stack, variance - part.variance);
    part.variance = variance;
  }
}

void Stratum::credit(uint64_t switches, uint64_t time_ns) {
  credited_.switches += switches;
  credited_.time_ns += time_ns;
}

void Stratum::add_sample(uint32_t stack, uint32_t rate, uint32_t time_rate, uint64_t time_ns) {
  captures_ += rate != 0;
  has_time_of_others_ |= rate == 0 && time_rate != 0;
  switches_.add(stack, rate, 1);
  time_.add(stack, time_rate, static_cast<double>(time_ns));
}

WaitSums Stratum::rest(const WaitSums& exact) const {
  return {beyond(exact.switches, credited_.switches), beyond(exact.time_ns, credited_.time_ns)};
}

void Stratum::share_out(const WaitSums& exact, Estimated& estimated, const Credit& credit) {
  const WaitSums open = rest(exact);
  estimated.switches_squared -= switches_.given_squared;
  estimated.time_squared -= time_.given_squared;
  switches_.share(open.switches, [&](uint32_t stack, uint64_t amount) {
    estimated.sums.switches += amount;
    credit(stack, {amount, 0}, 0);
  });
  time_.share(open.time_ns, [&](uint32_t stack, uint64_t amount) {
    estimated.sums.time_ns += amount;
    credit(stack, {0, amount}, 0);
  });
  // All waits that there were: no chance in it.
  const bool is_census = !has_time_of_others_ && captures_ >= switches_.given;
  const double scale = is_census ? 0 : estimated.variance_scale();
  time_.tell_variance(scale, [&](uint32_t stack, double change) { credit(stack, {}, change); });
  estimated.switches_squared += switches_.given_squared;
  estimated.time_squared += time_.given_squared;
}

}  // namespace meshprof
