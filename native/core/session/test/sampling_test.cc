// SPDX-License-Identifier: Apache-2.0
// Bias of the sampler: the arithmetic of bpf/sampling.h and of the ledger on waits whose truth is
// known, with many seeds. Bounds are four standard errors over the seeds, so that one run in some
// ten thousand fails by chance; seeds are fixed, so it is always the same one.
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <random>

#include "bpf/records.h"
#include "session/stratum.h"
#include "symbols/test/check.h"

namespace meshprof {
namespace {

constexpr uint32_t kQuota = 5;
constexpr uint32_t kLengthQuota = 25;
constexpr int kSeeds = 150;
enum Stack : uint32_t { kCommon = 1, kBursty = 2, kLong = 3 };

struct Wait {
  uint64_t at_ns;
  Stack stack;
  uint64_t length_ns;
};

// Five seconds: a steady stream of short waits, bursts of another stack that make the rate fall
// while they last, and rarely a very long wait. Time and count have different winners.
std::vector<Wait> program(std::mt19937_64& random) {
  std::vector<Wait> waits;
  std::exponential_distribution<double> gap(1.0 / 100'000), length(1.0 / 50'000);
  for (double at = 0; at < 5e9; at += gap(random)) {
    const auto now = static_cast<uint64_t>(at);
    const bool in_burst = now % 500'000'000 < 30'000'000;
    for (int i = 0; i < (in_burst ? 20 : 1); i++) {
      const Stack stack = in_burst && i > 0 ? kBursty : random() % 500 == 0 ? kLong : kCommon;
      const double mean = length(random) * (stack == kLong ? 200 : 1);
      waits.push_back({now, stack, static_cast<uint64_t>(mean)});
    }
  }
  return waits;
}

// Which waits a CPU with this budget captures, and at which rates: 0 if it does not.
struct Choice {
  uint32_t rate = 0, time_rate = 0;
};
using Chooser = std::function<Choice(const Wait&, std::mt19937_64& random)>;

// What place.bpf.h and, if `by_length`, resume.bpf.h do with a wait without a place.
Chooser budgeted(bool by_length) {
  auto state = std::make_shared<mp_rate>();
  auto threshold = std::make_shared<mp_threshold>();
  return [=](const Wait& wait, std::mt19937_64& random) -> Choice {
    const uint64_t begin_ns = wait.at_ns + 1'000'000'000;
    const uint32_t rate = mp_rate_now(state.get(), begin_ns, kQuota);
    const bool is_chosen = mp_is_chosen(rate, static_cast<uint32_t>(random()));
    state->captures += is_chosen;
    if (!by_length || rate == MP_RATE_ALL)
      return is_chosen ? Choice{rate, rate} : Choice{};
    const uint32_t of_length =
        mp_rate_of_length(threshold.get(), begin_ns, wait.length_ns, kLengthQuota);
    const uint32_t either = mp_rate_of_either(rate, of_length);
    if (is_chosen)
      return {rate, either};
    if (!mp_is_chosen(of_length, static_cast<uint32_t>(random())))
      return {};
    threshold->captures++;
    return {0, either};
  };
}

struct Spread {
  double sum = 0, squares = 0;
  int n = 0;
  void add(double x) { sum += x, squares += x * x, n++; }
  double mean() const { return sum / n; }
  double error() const { return std::sqrt((squares / n - mean() * mean()) / n); }
};

// Estimate / truth of one stack, by weights alone.
struct Bias {
  Spread count, time;
};

Bias bias_of(Stack stack, const std::function<Chooser()>& make) {
  Bias bias;
  for (int seed = 0; seed < kSeeds; seed++) {
    std::mt19937_64 random(static_cast<uint64_t>(seed));
    const Chooser choose = make();
    double count = 0, time = 0, true_count = 0, true_time = 0;
    for (const Wait& wait : program(random)) {
      const Choice choice = choose(wait, random);
      if (wait.stack != stack)
        continue;
      true_count++;
      true_time += static_cast<double>(wait.length_ns);
      if (choice.rate != 0)
        count += mp_weight(choice.rate);
      if (choice.time_rate != 0)
        time += mp_weight(choice.time_rate) * static_cast<double>(wait.length_ns);
    }
    bias.count.add(count / true_count);
    bias.time.add(time / true_time);
  }
  return bias;
}

bool is_unbiased(const Spread& spread) {
  return std::abs(spread.mean() - 1) < 4 * spread.error();
}

TEST("weights estimate count and time of each stack without bias, bursts and long waits included") {
  for (const bool by_length : {true, false}) {
    for (const Stack stack : {kCommon, kBursty, kLong}) {
      const Bias bias = bias_of(stack, [by_length] { return budgeted(by_length); });
      CHECK(is_unbiased(bias.count));
      CHECK(is_unbiased(bias.time));
      CHECK(bias.count.error() < 0.1);
    }
  }
}

TEST("the test sees the bias of one stack for all waits until 10 ms later") {
  const auto one_in_10_ms = [] {
    auto last_ns = std::make_shared<uint64_t>(0);
    return [last_ns](const Wait& wait, std::mt19937_64&) -> Choice {
      if (*last_ns != 0 && wait.at_ns - *last_ns < 10'000'000)
        return {};
      *last_ns = wait.at_ns + 1;
      return {UINT32_MAX / 100, UINT32_MAX / 100};  // about a hundred waits in 10 ms
    };
  };
  CHECK(!is_unbiased(bias_of(kBursty, one_in_10_ms).count));
}

TEST("captures keep to the budget at any rate of waits, but for the moment when it rises") {
  for (const double waits_per_s : {100.0, 1'000.0, 50'000.0, 2'000'000.0}) {
    mp_rate state{};
    std::mt19937_64 random(1);
    std::exponential_distribution<double> gap(waits_per_s / 1e9);
    int captures = 0, later = 0;
    for (double at = 1e9; at < 3e9; at += gap(random)) {
      const uint32_t rate = mp_rate_now(&state, static_cast<uint64_t>(at), kQuota);
      if (!mp_is_chosen(rate, static_cast<uint32_t>(random())))
        continue;
      state.captures++;
      captures++;
      later += at > 2e9;
    }
    const double budget = kQuota * 1e9 / MP_RATE_PERIOD_NS;
    CHECK(later < 1.4 * budget);
    CHECK(captures < 3.5 * budget);
    // All of them, or what the budget allows.
    CHECK(later > 0.7 * std::min(budget, waits_per_s));
  }
}

TEST("captures by length keep to their budget, whatever has most of the time") {
  for (const double waits_per_s : {1'000.0, 50'000.0, 500'000.0}) {
    mp_threshold state{};
    std::mt19937_64 random(3);
    std::exponential_distribution<double> gap(waits_per_s / 1e9), length(1.0 / 50'000);
    int captures = 0, later = 0;
    for (double at = 1e9; at < 5e9; at += gap(random)) {
      const double ns = length(random) * (random() % 1000 == 0 ? 10'000 : 1);
      const uint32_t rate = mp_rate_of_length(&state, static_cast<uint64_t>(at),
                                              static_cast<uint64_t>(ns), kLengthQuota);
      if (!mp_is_chosen(rate, static_cast<uint32_t>(random())))
        continue;
      state.captures++;
      captures++;
      later += at > 2e9;
    }
    const double budget = kLengthQuota * 1e9 / MP_THRESHOLD_PERIOD_NS;
    CHECK(later < 1.4 * 3 * budget);
    CHECK(later > 0.7 * 3 * budget);
    CHECK(captures < 1.4 * 6 * budget);
  }
}

TEST("a wait of any length is chosen with a probability that its weight makes up for") {
  for (const uint64_t length : {0ull, 1ull, 999ull, 123'456ull, 1ull << 38, 1ull << 39, ~0ull}) {
    for (const uint64_t threshold : {MP_THRESHOLD_MIN_NS, 1'000'000ull, MP_THRESHOLD_MAX_NS}) {
      mp_threshold state{};
      state.threshold_ns = threshold;
      const uint32_t rate = mp_rate_of_length(&state, 1, length, kLengthQuota);
      CHECK(rate >= MP_RATE_MIN && rate <= MP_RATE_SURE);
      if (length >= threshold)
        CHECK_EQ(rate, MP_RATE_SURE);
      else if (length > threshold / 1000)
        CHECK(std::abs(static_cast<double>(rate) / 4294967296.0 * static_cast<double>(threshold) /
                           static_cast<double>(length) -
                       1) < 0.001);
    }
  }
  CHECK_EQ(mp_rate_of_either(1u << 31, 1u << 31), 3u << 30);
  CHECK_EQ(mp_rate_of_either(MP_RATE_SURE, MP_RATE_SURE), MP_RATE_SURE);
  CHECK_EQ(mp_rate_of_either(0, 12345), 12345u);
}

TEST("bursts with pauses between them do not each begin at full rate") {
  mp_rate state{};
  std::mt19937_64 random(2);
  int captures = 0;
  for (uint64_t burst = 0; burst < 100; burst++) {
    for (uint64_t i = 0; i < 20'000; i++) {
      const uint64_t at = 1'000'000'000 + burst * 40'000'000 + i * 500;
      if (!mp_is_chosen(mp_rate_now(&state, at, kQuota), static_cast<uint32_t>(random())))
        continue;
      state.captures++;
      captures++;
    }
  }
  CHECK(captures < 100 * 2 * 10 * static_cast<int>(kQuota));
}

struct Shared {
  std::map<uint32_t, WaitSums> stacks;
  WaitSums rest;
  Estimated estimated;
  double time_variance = 0;
};

// The waits of one thread in one class, through the ledger's arithmetic, read ten times a second.
Shared share(const std::vector<Wait>& waits, bool by_length, std::mt19937_64& random) {
  Shared shared;
  shared.estimated.is_by_length = by_length;
  const Chooser choose = budgeted(by_length);
  Stratum stratum;
  WaitSums exact;
  const auto read = [&] {
    stratum.share_out(exact, shared.estimated,
                      [&](uint32_t stack, const WaitSums& sums, double variance_ns2) {
                        stratum.credit(sums.switches, sums.time_ns);
                        shared.stacks[stack].switches += sums.switches;
                        shared.stacks[stack].time_ns += sums.time_ns;
                        shared.time_variance += variance_ns2;
                      });
  };
  uint64_t reads = 0;
  for (const Wait& wait : waits) {
    exact.switches++;
    exact.time_ns += wait.length_ns;
    const Choice choice = choose(wait, random);
    stratum.add_sample(wait.stack, choice.rate, choice.time_rate, wait.length_ns);
    if (wait.at_ns / 100'000'000 > reads) {
      reads++;
      read();
    }
  }
  read();
  shared.rest = stratum.rest(exact);
  return shared;
}

double part_of(uint64_t part, uint64_t total) {
  return static_cast<double>(part) / static_cast<double>(total);
}

struct Coverage {
  int count = 0, time = 0;  // of kSeeds
  Spread time_error;
};

// Whether the interval of Wilson (1927, "Probable inference, the law of succession, and statistical
// inference") for a share of `n` samples holds the true one. For small shares share ± error does
// not do.
bool wilson_holds(double truth, double share, double n) {
  return std::abs(share - truth) < 1.96 * std::sqrt(truth * (1 - truth) / n);
}

Coverage coverage_of(Stack stack, bool by_length) {
  Coverage coverage;
  for (int seed = 0; seed < kSeeds; seed++) {
    std::mt19937_64 random(static_cast<uint64_t>(seed));
    const std::vector<Wait> waits = program(random);
    WaitSums all, of_stack;
    for (const Wait& wait : waits) {
      all.switches++;
      all.time_ns += wait.length_ns;
      if (wait.stack != stack)
        continue;
      of_stack.switches++;
      of_stack.time_ns += wait.length_ns;
    }
    const Shared shared = share(waits, by_length, random);
    WaitSums sum = shared.rest;
    for (const auto& [each, sums] : shared.stacks) {
      sum.switches += sums.switches;
      sum.time_ns += sums.time_ns;
    }
    CHECK_EQ(sum.switches, all.switches);
    CHECK_EQ(sum.time_ns, all.time_ns);
    // Told stack by stack, it is the same.
    CHECK(std::abs(shared.time_variance - shared.estimated.time_variance()) <
          1e-6 * shared.estimated.time_variance());
    const auto found = shared.stacks.find(stack);
    const WaitSums got = found == shared.stacks.end() ? WaitSums{} : found->second;
    coverage.count +=
        wilson_holds(part_of(of_stack.switches, all.switches), part_of(got.switches, all.switches),
                     shared.estimated.effective_switches());
    const double share = part_of(got.time_ns, all.time_ns);
    const double error = std::max(share, 1 - share) / std::sqrt(shared.estimated.effective_time());
    coverage.time += std::abs(share - part_of(of_stack.time_ns, all.time_ns)) < 1.96 * error;
    coverage.time_error.add(error);
  }
  return coverage;
}

TEST("shares of the exact total sum up to it and hold the truth within their stated error") {
  for (const Stack stack : {kCommon, kBursty, kLong}) {
    const Coverage both = coverage_of(stack, true);
    const Coverage count = coverage_of(stack, false);
    for (const Coverage& coverage : {both, count}) {
      CHECK(coverage.count > kSeeds * 0.92);
      CHECK(coverage.time > kSeeds * 0.92);
    }
    CHECK(both.time_error.mean() < count.time_error.mean() / 5);
  }
}

TEST("what nothing was captured of is left until there is a sample, and who had too much waits") {
  Stratum stratum;
  Estimated estimated;
  std::map<uint32_t, uint64_t> given;
  const auto credit = [&](uint32_t stack, const WaitSums& sums, double) {
    stratum.credit(sums.switches, 0);
    given[stack] += sums.switches;
  };
  stratum.credit(5, 50);
  stratum.share_out({12, 90}, estimated, credit);
  CHECK(given.empty());
  CHECK_EQ(stratum.rest({12, 90}).switches, 7u);
  constexpr uint32_t kHalf = 1u << 31;
  stratum.add_sample(1, kHalf, 0, 0);
  stratum.add_sample(2, MP_RATE_ALL, 0, 0);
  stratum.share_out({14, 100}, estimated, credit);
  CHECK_EQ(given[1], 6u);
  CHECK_EQ(given[2], 3u);
  CHECK_EQ(stratum.rest({14, 100}).switches, 0u);
  for (int i = 0; i < 5; i++)
    stratum.add_sample(2, MP_RATE_ALL, 0, 0);  // now 2 has three quarters of all weights
  stratum.share_out({16, 100}, estimated, credit);
  CHECK_EQ(given[1], 6u);
  CHECK_EQ(given[2], 5u);
  CHECK_EQ(stratum.rest({14, 100}).time_ns, 50u);
}

TEST("a stack that was captured with all waits there were is sure") {
  constexpr uint32_t kOneInFour = 1u << 30;
  Stratum stratum;
  Estimated estimated;
  estimated.is_by_length = true;
  double variance = 0;
  const auto credit = [&](uint32_t, const WaitSums& sums, double change) {
    stratum.credit(sums.switches, sums.time_ns);
    variance += change;
  };
  stratum.add_sample(1, kOneInFour, kOneInFour, 100);
  stratum.share_out({1, 100}, estimated, credit);
  CHECK(variance == 0);
  stratum.share_out({4, 400}, estimated, credit);
  CHECK(std::abs(variance - 0.75 * 400 * 400) < 1);
}

}  // namespace
}  // namespace meshprof
