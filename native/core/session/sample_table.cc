// SPDX-License-Identifier: Apache-2.0
#include "sample_table.h"

namespace meshprof {

SampleRows SampleTable::take() {
  SampleRows rows;
  for (const auto& [key, sums] : sums_) {
    rows.kind.push_back(static_cast<uint8_t>(key.kind));
    rows.tgid.push_back(key.tgid);
    rows.tid.push_back(key.tid);
    rows.stack.push_back(key.stack);
    rows.wait_class.push_back(key.wait_class);
    rows.count.push_back(sums.count);
    rows.time_ns.push_back(sums.time_ns);
    rows.estimated_ns.push_back(sums.estimate.time_ns);
    rows.variance_ns2.push_back(sums.estimate.variance_ns2);
  }
  sums_.clear();
  return rows;
}

}  // namespace meshprof
