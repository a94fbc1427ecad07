// SPDX-License-Identifier: Apache-2.0
// The bytes of an ELF file by virtual address, read with pread when asked for. The file may be
// anything and may change meanwhile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace meshprof {

class ElfFileView {
 public:
  struct Segment {
    uint64_t offset, file_bytes, address;
    bool is_executable;
  };
  struct Range {
    uint64_t address, bytes;
  };

  // `fd` must stay open as long as this lives. A file that is no ELF for x86-64 has no segments.
  ElfFileView(int fd, uint64_t file_bytes);

  const std::vector<Segment>& segments() const { return segments_; }
  // PT_GNU_EH_FRAME, as it claims to be.
  const std::optional<Range>& eh_frame_header() const { return eh_frame_header_; }
  // The section .eh_frame, looked up in the section table at each call.
  std::optional<Range> find_eh_frame_section() const;

  bool is_code(uint64_t address) const;

  // Bytes that the file has from `address` to the end of the segment there.
  uint64_t bytes_from(uint64_t address) const;
  // Returns how many bytes there were, up to `size`. Neighbouring small reads cost one system call.
  size_t read(uint64_t address, void* buffer, size_t size) const;

 private:
  const Segment* segment_at(uint64_t address) const;
  size_t read_file(uint64_t offset, void* buffer, size_t size) const;

  int fd_;
  uint64_t file_bytes_;
  std::vector<Segment> segments_;
  std::optional<Range> eh_frame_header_;
  mutable std::vector<std::byte> window_;  // of the file, from window_offset_
  mutable uint64_t window_offset_ = 0;
};

}  // namespace meshprof
