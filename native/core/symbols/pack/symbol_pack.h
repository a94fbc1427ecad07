// SPDX-License-Identifier: Apache-2.0
// Symbol packs: the functions of one build as a small file, made once of a binary that still has
// its symbols and used wherever the stripped one runs. docs/reference/symbol-packs.md describes the
// format.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../function_name.h"
#include "../named_functions.h"

namespace meshprof {

// Empty, or one sentence. `build_id` in lower-case hex, not empty. `functions` are sorted by start.
std::string write_symbol_pack(int fd, const std::string& build_id,
                              const std::vector<NamedFunction>& functions);

// The functions of a pack, as source kNameSourceSymbolPack. A pack that is damaged, of another
// version or of another build than `build_id` gives none and one sentence.
NamedFunctions read_symbol_pack(int fd, uint64_t file_bytes, const std::string& build_id);

// The build that a pack is for; empty if the file is no pack of this version.
std::string read_pack_build_id(int fd);

}  // namespace meshprof
