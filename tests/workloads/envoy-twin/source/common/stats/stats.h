// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace Envoy {
namespace Stats {

class Counter {
 public:
  virtual ~Counter() = default;
  virtual void inc() = 0;
};

class Histogram {
 public:
  virtual ~Histogram() = default;
  virtual void recordValue(uint64_t value) = 0;
};

std::unique_ptr<Histogram> createHistogram();

// In no vtable, and without a log line: a stripped binary says nothing about it.
class SymbolTable {
 public:
  std::vector<uint32_t> encode(std::string_view name);

 private:
  std::map<std::string, uint32_t, std::less<>> symbols_;
};

class Scope {
 public:
  virtual ~Scope() = default;
  virtual Counter& counterFromString(std::string_view name) = 0;
};

std::unique_ptr<Scope> createScope();

namespace Utility {
// Hashes what a name is made of. A free function.
uint64_t hashElements(const std::vector<uint32_t>& elements);
}  // namespace Utility

}  // namespace Stats
}  // namespace Envoy
