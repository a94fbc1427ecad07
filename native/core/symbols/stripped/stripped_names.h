// SPDX-License-Identifier: Apache-2.0
// Names that a stripped x86-64 program or library proves about itself. A pure function on the
// bytes of the file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../function_name.h"

namespace meshprof::stripped {

struct StrippedNames {
  std::vector<NamedFunction> functions;  // sorted by start, disjoint
  // Functions in the unwinding tables, and of them those named from each source.
  size_t function_count = 0;
  size_t by_vtable = 0, by_std_function = 0, by_source_file = 0, by_source_unit = 0;
  std::string problem;  // one sentence if the file holds more than any program does, or empty
};

// `module` is the base name to show: `envoy` gives `envoy+0x1a2b30 in source/x.cc`.
// `envoy+0x1a2b30 in unit source/x.cc` is what was compiled with that file, headers included.
StrippedNames read_stripped_names(int fd, uint64_t file_bytes, std::string_view module);

}  // namespace meshprof::stripped
