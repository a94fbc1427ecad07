// SPDX-License-Identifier: Apache-2.0
#include "fd_memory.h"

#include <fstream>
#include <string>

namespace meshprof {

uint64_t fd_memory_bytes(int fd) {
  if (fd < 0)
    return 0;
  std::ifstream info("/proc/self/fdinfo/" + std::to_string(fd));
  std::string word;
  uint64_t bytes = 0;
  while (info >> word) {
    if (word == "memlock:" && info >> bytes)
      return bytes;
  }
  return 0;
}

}  // namespace meshprof
