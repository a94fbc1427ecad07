// SPDX-License-Identifier: Apache-2.0
// Completes the user stacks of records, with what is known of the processes they came from.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "bpf/records.h"
#include "process_table.h"
#include "slice_sizes.h"
#include "thread_entry.h"
#include "unwind/process_unwind_tables.h"
#include "unwind/thread_roots.h"
#include "unwind/unwind.h"

namespace meshprof {

// The memory map of the process could not be read in time, so nothing but the chain is known.
inline constexpr const char* kCauseNoMemoryMap = "no-memory-map";
// The ring buffer had no room for the stack's memory.
inline constexpr const char* kCauseSliceDropped = "stack-slice-dropped";

class UserStacks {
 public:
  Unwound unwind(const mp_stack_record& record, ProcessImage& image);

  // Slices that should become longer or shorter, since the last call.
  std::vector<SliceSizes::Limit> take_slice_limits() { return slices_.take_changed(); }

  void forget_image(uint32_t id) { images_.erase(id); }
  void forget_process(uint32_t tgid) { slices_.forget(tgid); }

 private:
  struct Image {
    ThreadRoots roots;
    std::unordered_map<uint64_t, bool> entries;  // by address and the mark of return addresses
  };

  bool is_thread_entry(ProcessImage& image, UserFrame frame);

  UnwindCaches caches_;
  SliceSizes slices_;
  std::unordered_map<uint32_t, Image> images_;  // by ProcessImage.id
};

}  // namespace meshprof
