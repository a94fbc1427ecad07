// SPDX-License-Identifier: Apache-2.0
// One pass over all code: what each function refers to, and who refers to it.
#pragma once

#include <cstdint>
#include <vector>

#include "file_names.h"
#include "function_index.h"
#include "pointer_data.h"
#include "source_locations.h"

namespace meshprof::stripped {

struct CodeFacts {
  static constexpr uint8_t kManyReferences = 255;

  // Address of the one file name that the function refers to as a place in a source file.
  // SourceLocations::kNone or kSeveral where there is none, or more than one.
  uint64_t file = SourceLocations::kNone;
  static constexpr uint32_t kNobody = UINT32_MAX;
  // The first and the last function whose code refers to this one, itself aside; kNobody where none
  // does.
  uint32_t first_referrer = kNobody, last_referrer = kNobody;
  // Functions with the same one do the same, wherever they lie; 0 where that is not known.
  uint32_t content = 0;
  // Where the function jumps to at its end, if it is little more than that jump (a thunk); 0 where
  // it is more.
  uint64_t jumps_to = 0;
  // What such a function adds to its first argument, `this`.
  int32_t added_to_this = 0;
  // References to its start from other code, or from data outside PointerData's sections, up to
  // kManyReferences.
  uint8_t references = 0;
  // Something else than a function's code refers to it: data, or bytes that are not understood.
  bool has_other_referrers = false;
  // It only ends the program: what compilers put into slots of functions that must not be called.
  bool is_placeholder = false;
  // Its code is understood to the last byte.
  bool is_decoded = false;
};

// One for each function. `placeholder_texts`: what only placeholders refer to. Marks in `data` what
// code refers to.
std::vector<CodeFacts> scan_code(int fd, const LoadedSections& layout,
                                 const FunctionIndex& functions, const FileNames& files,
                                 const std::vector<uint64_t>& placeholder_texts, PointerData* data);

}  // namespace meshprof::stripped
