// SPDX-License-Identifier: Apache-2.0
// Functions and their names as a file: what an expensive analysis found, kept for the next time. It
// is searched in place. The file may be damaged or foreign, so it ends with nothing worse than
// wrong names for its own binary, and those a checksum prevents.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compose_functions.h"
#include "symbols/function_name.h"
#include "symbols/unique_fd.h"

namespace meshprof::reader {

// Larger ones are refused, by the writer as well: the stock Envoy's has 15 MB.
inline constexpr uint64_t kMaxIndexBytes = 256ull << 20;

// `ranges` as compose_functions() makes them. False if it cannot be written or is too large; what
// has been written then is no index.
bool write_index(int fd, const std::vector<NamedRange>& ranges);

class IndexFile {
 public:
  // nullopt if it is no whole index of this version.
  static std::optional<IndexFile> open(UniqueFd file);

  std::optional<NamedFunction> find(uint64_t address) const;

 private:
  explicit IndexFile(UniqueFd file) : file_(std::move(file)) {}

  UniqueFd file_;
  uint64_t rows_ = 0;
  uint64_t text_offset_ = 0;
  uint64_t text_bytes_ = 0;
};

}  // namespace meshprof::reader
