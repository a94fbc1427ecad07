// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace meshprof::reader {

struct ReaderOptions {
  std::string program;       // path of meshprof-reader
  std::string cache_folder;  // of finished indexes; empty: none
  std::string pack_folder;   // with symbol packs, by build id; empty: none
};

}  // namespace meshprof::reader
