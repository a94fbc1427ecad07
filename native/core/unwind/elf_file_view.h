// SPDX-License-Identifier: Apache-2.0
// The bytes of an ELF file by virtual address, read with pread when asked for. The file may be
// anything and may change meanwhile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "symbols/elf_layout.h"

namespace meshprof {

class ElfFileView {
 public:
  struct Range {
    uint64_t address, bytes;
  };

  // `fd` must stay open as long as this lives. A file that is no ELF for x86-64 holds nothing.
  ElfFileView(int fd, uint64_t file_bytes);

  int fd() const { return fd_; }
  const ElfLayout& layout() const { return layout_; }
  // PT_GNU_EH_FRAME and the section .eh_frame, as they claim to be.
  std::optional<Range> eh_frame_header() const;
  std::optional<Range> eh_frame_section() const;

  bool is_code(uint64_t address) const { return layout_.is_executable(address); }

  // Bytes that the file has from `address` to the end of the segment there.
  uint64_t bytes_from(uint64_t address) const;
  // Returns how many bytes there were, up to `size`. Neighbouring small reads cost one system call.
  size_t read(uint64_t address, void* buffer, size_t size) const;

 private:
  size_t read_file(uint64_t offset, void* buffer, size_t size) const;

  int fd_;
  ElfLayout layout_;
  mutable std::vector<std::byte> window_;  // of the file, from window_offset_
  mutable uint64_t window_offset_ = 0;
};

}  // namespace meshprof
