// SPDX-License-Identifier: Apache-2.0
// Decides how much stack memory the records of a process should hold: as little as almost all of
// its stacks need. Copying and carrying what nobody reads costs the target and the ring buffer.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "bpf/records.h"

namespace meshprof {

class SliceSizes {
 public:
  struct Limit {
    uint32_t tgid, image, bytes;
  };

  // One stack: what its slice held, what of it was needed, and whether a longer one would have
  // shown more.
  void add(const mp_stack_record& record, uint32_t needed_bytes, bool is_too_short);

  // Limits that have changed since the last call.
  std::vector<Limit> take_changed();

  void forget(uint32_t tgid);

 private:
  static constexpr std::array<uint32_t, 7> kBytes = {
      512, 1024, 2048, 4096, 8192, 16384, MP_MAX_SLICE_BYTES};
  struct Process {
    uint32_t image = 0;
    uint32_t bytes = MP_DEFAULT_SLICE_BYTES;
    uint64_t stacks = 0;
    // How many stacks needed kBytes[i]; the last: more than there is.
    std::array<uint64_t, kBytes.size() + 1> needed = {};
    bool changed = false;
  };

  static void judge(Process& process);

  std::map<uint32_t, Process> processes_;  // by tgid
};

}  // namespace meshprof
