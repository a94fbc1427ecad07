// SPDX-License-Identifier: Apache-2.0
// Opens the files beside a binary that may hold its names: debug files and symbol packs. They are
// opened here, where that is allowed, and read by a reader, which also decides whether they belong
// to the binary.
#pragma once

#include <string>
#include <vector>

#include "binary.h"
#include "reader/message.h"

namespace meshprof::reader {

struct SymbolFile {
  Attachment what;
  UniqueFd file;
};

// The order is that of their precedence. `debug_link` is the name that the binary gives its debug
// file, or empty; `pack_folder` may be empty.
std::vector<SymbolFile> open_symbol_files(const Binary& binary, const std::string& debug_link,
                                          const std::string& pack_folder);

// Equal only if the files are the same and unchanged; empty for none.
std::string identity_of(const std::vector<SymbolFile>& files);

}  // namespace meshprof::reader
