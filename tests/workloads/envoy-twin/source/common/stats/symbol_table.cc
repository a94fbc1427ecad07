// SPDX-License-Identifier: Apache-2.0
#include "source/common/common/utility.h"
#include "source/common/stats/stats.h"

namespace Envoy {
namespace Stats {

std::vector<uint32_t> SymbolTable::encode(std::string_view name) {
  std::vector<uint32_t> encoded;
  forEachToken(name, '.', [&](std::string_view token) {
    const auto found = symbols_.find(token);
    encoded.push_back(found != symbols_.end()
                          ? found->second
                          : symbols_.emplace(token, symbols_.size()).first->second);
  });
  return encoded;
}

namespace Utility {

uint64_t hashElements(const std::vector<uint32_t>& elements) {
  uint64_t hash = 0;
  for (int round = 0; round < 120; round++) {
    for (const uint32_t element : elements)
      hash = (hash ^ element) * 0xc4ceb9fe1a85ec53 + (hash >> 31);
  }
  return hash;
}

}  // namespace Utility
}  // namespace Stats
}  // namespace Envoy
