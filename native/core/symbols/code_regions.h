// SPDX-License-Identifier: Apache-2.0
// Which file's code lies where in a process: now, and at the times of stacks that were captured a
// while ago.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "code_mapping.h"
#include "memory_map.h"
#include "reader/client/binary.h"

namespace meshprof {

struct CodeRegion {
  MemoryMapRow row;
  int32_t mapping = -1;                    // row of ProcessSymbols::mappings(), -1: no file
  std::shared_ptr<reader::Binary> binary;  // nullptr: no file, or none that can be read
  uint64_t since_ns = 0;                   // 0: before anything was told of this place

  // Whether the kernel's announcement is of this file at these addresses. Where nothing proves
  // either, the map that was read is believed.
  bool is_same_code(const CodeMapping& mapping) const;
};

class CodeRegions {
 public:
  // Questions are from now on about that time. Until then they are about now.
  void look_at(uint64_t at_ns) { at_ns_ = at_ns; }
  // nullptr if nothing was there.
  const CodeRegion* find(uint64_t address) const;

  // The map as it has been read at that time. `open` is called for rows that are new; it gets the
  // region that was at the row's start, or nullptr.
  using Open = std::function<CodeRegion(const MemoryMapRow& row, const CodeRegion* known)>;
  void replace(const std::vector<MemoryMapRow>& rows, uint64_t read_ns, const Open& open);

  // True if the announced mapping is what is known to be there.
  bool confirm(const CodeMapping& mapping, uint64_t at_ns);
  // The region is there from its `since_ns` on.
  void put(CodeRegion region);

  bool has_file_in(uint64_t start, uint64_t limit) const;
  // A region that is or was known of the announced file, best at the same addresses.
  const CodeRegion* like(const CodeMapping& mapping) const;
  // Some address has had code of two files.
  bool has_past() const { return !past_.empty(); }

  const std::vector<CodeRegion>& present() const { return regions_; }

 private:
  struct Past {
    CodeRegion region;
    uint64_t until_ns;
  };

  const CodeRegion* find_present(uint64_t address) const;
  void remember(CodeRegion region, uint64_t until_ns);
  bool end_past(uint64_t start, uint64_t limit, uint64_t at_ns);

  std::vector<CodeRegion> regions_;  // by address
  std::deque<Past> past_;            // oldest first
  uint64_t past_until_ns_ = 0;       // of the youngest
  uint64_t at_ns_ = UINT64_MAX;
};

}  // namespace meshprof
