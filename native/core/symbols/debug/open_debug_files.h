// SPDX-License-Identifier: Apache-2.0
// Opens the files that may hold a binary's symbols. Work for the privileged side: it opens, and
// never reads; whether a file is the right one is for the reader to tell (debug_file.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "../unique_fd.h"
#include "debug_link.h"

namespace meshprof {

// Paths inside a root, in the order in which GDB looks: by build id under /usr/lib/debug/.build-id,
// then by debug link beside the binary, in its folder .debug, and under /usr/lib/debug.
std::vector<std::string> debug_file_paths(const std::string& binary_path,
                                          const std::string& build_id,
                                          const std::optional<DebugLink>& link);

// Those of the paths that are regular files inside `root_dir` (a folder's descriptor: of / or of
// /proc/PID/root), links followed inside it only; each file once, and not the binary itself.
std::vector<UniqueFd> open_debug_files(int root_dir, const std::vector<std::string>& paths,
                                       int binary_fd);

}  // namespace meshprof
