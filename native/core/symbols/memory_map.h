// SPDX-License-Identifier: Apache-2.0
// The executable rows of /proc/PID/maps.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace meshprof {

struct MemoryMapRow {
  uint64_t start, limit, file_offset;
  uint64_t device;  // as makedev() builds it
  uint64_t inode;   // 0 if no file
  // A path, the kernel's name in brackets (`[vdso]`, `[anon:…]`), or empty. Without the kernel's "
  // (deleted)".
  std::string name;

  bool is_file() const {
    return inode != 0 && !name.empty() && name[0] == '/' && !is_shared_anonymous();
  }
  bool is_same_mapping(const MemoryMapRow& other) const {
    return start == other.start && limit == other.limit && file_offset == other.file_offset &&
           device == other.device && inode == other.inode && name == other.name;
  }

 private:
  // Shared anonymous memory has a file in the kernel that nobody can open.
  bool is_shared_anonymous() const { return name == "/dev/zero" || name.starts_with("/SYSV"); }
};

// In order of address. Empty if the process has ended, or cannot be read. `process_dir` is a
// descriptor of /proc/PID, which keeps meaning this process when its number is used again.
std::vector<MemoryMapRow> read_memory_map(int process_dir);

}  // namespace meshprof
