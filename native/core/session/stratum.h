// SPDX-License-Identifier: Apache-2.0
// The waits of one thread and wait class. What is exact of them has been credited to stacks; the
// rest is shared among the stacks that were captured as a sample of it.
//
// Post-stratification: a sample's weight (1 / the probability with which it was captured, for its
// beginning or also for its length; for time that weight times its length) estimates without bias,
// but the estimates do not sum up to the total, which is known. So each stack gets the part of the
// total that its weights have in the sum of all weights: the ratio estimator of Cochran, "Sampling
// Techniques" (1977), chapter 6 and section 5A.9. Its bias falls with the number of samples, so all
// samples since the session's start count together, not those of one moment: a rare long wait
// outweighs all others of its moment. What has been handed out cannot be taken back; a stack that
// has had too much gets nothing until the others have caught up.
#pragma once

#include <cstdint>
#include <functional>
#include <map>

namespace meshprof {

struct WaitSums {
  uint64_t switches = 0;
  uint64_t time_ns = 0;
};

// What samples stand for. The effective number of samples is Kish's (1965, "Survey Sampling",
// section 11.7): (sum of weights)² / sum of squares, but of a sample that was captured with the
// probability p only 1 - p of its square counts: one that was sure adds no error (Horvitz and
// Thompson's variance for independent draws). By linearization the variance of a stack's share s is
// [(1 - s)² * squares of its own + s² * squares of the others] / sum². For counts, whose weights do
// not depend on the stack, that is s(1 - s) / effective; for time it is at most max(s, 1 - s)² /
// effective.
//
// Chosen by count alone, few samples hold most of the time where long waits are rare, and an
// estimate that misses one of them misses its share of the error as well. Such errors are stated
// larger by what the simulation (test/sampling_test.cc) finds missing.
struct Estimated {
  static constexpr double kUnseenByCount = 2.5;

  bool is_by_length = false;  // long waits were sure to be captured
  WaitSums sums;
  uint64_t samples = 0;
  double switches_squared = 0;
  double time_squared = 0;

  double effective_switches() const { return effective(sums.switches, switches_squared); }
  double effective_time() const { return effective(sums.time_ns, time_variance()); }
  double variance_scale() const { return is_by_length ? 1 : kUnseenByCount; }
  double time_variance() const { return variance_scale() * time_squared; }

 private:
  static double effective(uint64_t sum, double squared) {
    return squared > 0 ? static_cast<double>(sum) * static_cast<double>(sum) / squared : 0;
  }
};

class Stratum {
 public:
  // What a stack gets more, and by how much the variance of its time has changed: its part of
  // Estimated's, but none where every wait of the stratum was captured.
  using Credit = std::function<void(uint32_t stack, const WaitSums& sums, double variance_ns2)>;

  // Has become samples of its own, or what a marker stack stands for.
  void credit(uint64_t switches, uint64_t time_ns);
  // One captured wait of those that are not credited one by one: the probabilities with which it
  // was captured as a switch (0: it was not) and for its time, as bpf/sampling.h has them.
  void add_sample(uint32_t stack, uint32_t rate, uint32_t time_rate, uint64_t time_ns);

  // Shares among the samples so far what the exact totals hold beyond what is credited, and
  // credits it. Nothing happens to a dimension without samples: it waits for the first.
  void share_out(const WaitSums& exact, Estimated& estimated, const Credit& credit);

  // What the exact totals hold beyond what is credited.
  WaitSums rest(const WaitSums& exact) const;

 private:
  struct Part {
    double weight = 0;
    double weight_squared = 0;
    double variance = 0;  // as it was told
    uint64_t given = 0;
  };
  struct Dimension {
    std::map<uint32_t, Part> parts;  // by stack
    double weight = 0;
    double weight_squared = 0;  // as in Estimated, but for the scale
    uint64_t given = 0;
    double given_squared = 0;  // as in Estimated

    void add(uint32_t stack, uint32_t rate, double value);
    // Shares `amount`, whole, by what each part lacks of its due.
    void share(uint64_t amount, const std::function<void(uint32_t stack, uint64_t amount)>& give);
    double owed(const Part& part) const;
    // What has changed in each part's variance.
    void tell_variance(double variance_scale,
                       const std::function<void(uint32_t stack, double change)>& tell);
  };

  WaitSums credited_;
  Dimension switches_;
  Dimension time_;
  uint64_t captures_ = 0;
  bool has_time_of_others_ = false;  // in a run queue, after waits of other classes
};

}  // namespace meshprof
