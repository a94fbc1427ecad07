// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace meshprof {

// Reads up to `size` bytes at `offset`; returns how many there were (less at the end of the file or
// on an error). Foreign files are read this way and never mapped: their owner may truncate them,
// and a mapping would then end us with SIGBUS.
inline size_t read_fully(int fd, void* buffer, size_t size, uint64_t offset) {
  size_t done = 0;
  while (done < size) {
    const ssize_t n = pread(fd, static_cast<char*>(buffer) + done, size - done,
                            static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      break;
    done += static_cast<size_t>(n);
  }
  return done;
}

}  // namespace meshprof
