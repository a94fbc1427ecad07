// SPDX-License-Identifier: Apache-2.0
#include "compose_functions.h"

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>

namespace meshprof::reader {
namespace {

constexpr uint64_t kMaxFunctionBytes = std::numeric_limits<int32_t>::max();
// A hostile source can make each of its functions cut all others in two.
constexpr size_t kMaxFunctions = 8'000'000;

struct Open {
  size_t source;  // smaller is better
  uint64_t start, limit;
  const NamedFunction* function;

  // Best first.
  bool operator<(const Open& other) const {
    return std::tie(source, other.start, limit, function) <
           std::tie(other.source, start, other.limit, other.function);
  }
};

bool is_plausible(const NamedFunction& function) {
  return !function.name.empty() && function.limit > function.start &&
         function.limit - function.start <= kMaxFunctionBytes;
}

// Sweeps over the functions by address; `open_` holds those that have started.
class Sweep {
 public:
  explicit Sweep(std::vector<NamedRange>& result) : result_(result) {}

  void add(const Open& function) {
    advance_to(function.start);
    open_.insert(function);
  }

  void advance_to(uint64_t address) {
    while (!open_.empty() && position_ < address) {
      const Open best = *open_.begin();
      if (best.limit <= position_) {
        open_.erase(open_.begin());
        continue;
      }
      const uint64_t limit = std::min(best.limit, address);
      write(*best.function, position_, limit);
      position_ = limit;
    }
    position_ = std::max(position_, address);
  }

  bool is_full() const { return result_.size() > kMaxFunctions; }

 private:
  void write(const NamedFunction& function, uint64_t start, uint64_t limit) {
    if (!result_.empty() && result_.back().function == &function && result_.back().limit == start) {
      result_.back().limit = limit;
    } else {
      result_.push_back({start, limit, &function});
    }
  }

  std::vector<NamedRange>& result_;
  std::set<Open> open_;
  uint64_t position_ = 0;
};

}  // namespace

std::vector<NamedRange> compose_functions(const std::vector<std::vector<NamedFunction>>& sources) {
  std::vector<Open> all;
  for (size_t source = 0; source < sources.size(); source++) {
    for (const NamedFunction& function : sources[source]) {
      if (is_plausible(function))
        all.push_back({source, function.start, function.limit, &function});
    }
  }
  std::sort(all.begin(), all.end(), [](const Open& a, const Open& b) { return a.start < b.start; });
  std::vector<NamedRange> result;
  result.reserve(all.size());
  Sweep sweep(result);
  for (const Open& function : all) {
    sweep.add(function);
    if (sweep.is_full())
      return {};
  }
  sweep.advance_to(std::numeric_limits<uint64_t>::max());
  return result;
}

}  // namespace meshprof::reader
