// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <unordered_map>

#include "source/common/common/logger.h"
#include "source/common/stats/stats.h"
#include "truth/sections.h"

namespace Envoy {
namespace Stats {

class CounterImpl : public Counter {
 public:
  void inc() override {
    value_++;
    pending_ = value_ ^ pending_;
  }

 private:
  uint64_t value_ = 0;
  volatile uint64_t pending_ = 0;
};

class ParentHistogramImpl : public Histogram {
 public:
  void recordValue(uint64_t value) override {
    const truth::Section before = truth::enter(truth::kStats);
    for (uint64_t i = 0; i < 400; i++)
      insert(value + i * 7);
    truth::back_to(before);
  }

 private:
  void insert(uint64_t value) {
    const auto at = std::lower_bound(bins_.begin(), bins_.end(), value / 10 * 10);
    if (at != bins_.end() && *at == value / 10 * 10)
      counts_[static_cast<size_t>(at - bins_.begin())]++;
    else if (bins_.size() < 400) {
      counts_.insert(counts_.begin() + (at - bins_.begin()), 1);
      bins_.insert(at, value / 10 * 10);
    }
  }

  std::vector<uint64_t> bins_;
  std::vector<uint64_t> counts_;
};

std::unique_ptr<Histogram> createHistogram() {
  return std::make_unique<ParentHistogramImpl>();
}

class ThreadLocalStoreImpl : public Scope {
 public:
  Counter& counterFromString(std::string_view name) override {
    RELEASE_ASSERT(!name.empty());
    const uint64_t key = Utility::hashElements(table_.encode(name));
    std::unique_ptr<CounterImpl>& counter = counters_[key];
    if (counter == nullptr)
      counter = std::make_unique<CounterImpl>();
    return *counter;
  }

 private:
  SymbolTable table_;
  std::unordered_map<uint64_t, std::unique_ptr<CounterImpl>> counters_;
};

std::unique_ptr<Scope> createScope() {
  return std::make_unique<ThreadLocalStoreImpl>();
}

}  // namespace Stats
}  // namespace Envoy
