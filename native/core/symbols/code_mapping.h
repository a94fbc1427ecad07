// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace meshprof {

// A mapping of executable memory as the kernel announces it when it is made.
struct CodeMapping {
  uint64_t start = 0, limit = 0, file_offset = 0;
  // As the process sees it; `//anon` for memory without a file, a name in brackets for the
  // kernel's.
  std::string path;
  // Of the file, in lower-case hex: at most the 20 bytes that the kernel tells. Empty if it has
  // none or the kernel did not read it; device and inode are told instead.
  std::string build_id;
  uint64_t device = 0;  // as makedev() builds it
  uint64_t inode = 0;

  bool is_of_kernel() const { return path.starts_with('['); }
  bool is_file() const { return path.starts_with('/') && !path.starts_with("//"); }
};

}  // namespace meshprof
