// SPDX-License-Identifier: Apache-2.0
// Opens the binaries that processes have mapped, each once: a node runs dozens of processes of the
// same image.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <tuple>

#include "elf_image.h"
#include "memory_map.h"

namespace meshprof {

class BinaryCache {
 public:
  // The cache of this program. An image lives as long as somebody holds it.
  static BinaryCache& instance();

  // The file behind a mapping of the process; nullptr if it cannot be opened or is not a regular
  // file.
  std::shared_ptr<ElfImage> open(int process_dir, const MemoryMapRow& row);

  // The kernel's shared object in the memory of the process, which no file holds.
  std::shared_ptr<ElfImage> open_vdso(int process_dir, const MemoryMapRow& row);

 private:
  // Device, inode, size, and time of last change in ns: another content gets another key.
  using FileKey = std::tuple<uint64_t, uint64_t, uint64_t, int64_t>;

  void forget_unused();

  std::map<FileKey, std::weak_ptr<ElfImage>> files_;
  std::map<std::string, std::weak_ptr<ElfImage>> vdsos_;  // by content
  size_t forget_at_ = 64;  // size of files_ at which it is cleaned up
};

}  // namespace meshprof
