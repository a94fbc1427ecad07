// SPDX-License-Identifier: Apache-2.0
// Opens the binaries that processes have mapped, each once: a node runs dozens of processes of the
// same image.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "memory_map.h"
#include "reader/client/binary.h"
#include "unique_fd.h"

namespace meshprof {

class BinaryCache {
 public:
  // The cache of this program. A binary lives as long as somebody holds it.
  static BinaryCache& instance();

  // The file behind a mapping of the process, not read yet; nullptr if it cannot be opened or is
  // not a regular file.
  std::shared_ptr<reader::Binary> open(int process_dir, const MemoryMapRow& row);

  // The same by its path, for a mapping that may be gone. An inode of 0 fits any file: the caller
  // compares its build id.
  std::shared_ptr<reader::Binary> open_named(int process_dir, const MemoryMapRow& row);

  // The kernel's shared object in the memory of the process, which no file holds.
  std::shared_ptr<reader::Binary> open_vdso(int process_dir, const MemoryMapRow& row);

 private:
  std::shared_ptr<reader::Binary> open_path(const UniqueFd& path, const MemoryMapRow& row);
  void forget_unused();

  std::map<std::string, std::weak_ptr<reader::Binary>> files_;  // by identity
  std::map<std::string, std::weak_ptr<reader::Binary>> vdsos_;  // by content
  size_t forget_at_ = 64;  // size of files_ at which it is cleaned up
};

}  // namespace meshprof
