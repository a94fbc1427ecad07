// SPDX-License-Identifier: Apache-2.0
// The sources of names that read a whole binary, or files beside it. They run in a process that has
// seen no other binary: what they find may be kept for all processes of the node.
#pragma once

#include <string>
#include <vector>

#include "compose_functions.h"
#include "message.h"
#include "symbols/elf_image.h"
#include "symbols/function_name.h"

namespace meshprof::reader {

struct Attached {
  Attachment what;
  UniqueFd file;
};

struct IndexContent {
  std::vector<std::vector<NamedFunction>> sources;
  std::vector<NamedRange> ranges;  // of the sources, as compose_functions() makes them
  std::string problem;             // one sentence about what could not be used, or empty
};

// In the order of precedence that NAME_SOURCES (contracts/src/name-sources.ts) describes. `.symtab`
// and `.dynsym` are not among them: they need no index.
IndexContent read_index_sources(const ElfImage& binary, const std::vector<Attached>& attached);

}  // namespace meshprof::reader
