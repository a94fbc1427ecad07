// SPDX-License-Identifier: Apache-2.0
#include "elf_file_view.h"

#include <elf.h>

#include <algorithm>
#include <cstring>

#include "symbols/read_fully.h"

namespace meshprof {

ElfFileView::ElfFileView(int fd, uint64_t file_bytes) : fd_(fd) {
  auto layout = read_elf_layout(fd, file_bytes);
  if (layout && layout->machine == EM_X86_64)
    layout_ = std::move(*layout);
}

std::optional<ElfFileView::Range> ElfFileView::eh_frame_header() const {
  if (!layout_.eh_frame_header)
    return std::nullopt;
  return Range{layout_.eh_frame_header->address, layout_.eh_frame_header->file_bytes};
}

std::optional<ElfFileView::Range> ElfFileView::eh_frame_section() const {
  const ElfLayout::Section* section = layout_.find_section(".eh_frame");
  if (section == nullptr || (section->flags & SHF_ALLOC) == 0)
    return std::nullopt;
  return Range{section->address, section->size};
}

uint64_t ElfFileView::bytes_from(uint64_t address) const {
  const auto range = layout_.locate(address);
  return range ? range->file_bytes : 0;
}

size_t ElfFileView::read(uint64_t address, void* buffer, size_t size) const {
  const auto range = layout_.locate(address);
  if (!range)
    return 0;
  return read_file(range->offset, buffer, std::min<uint64_t>(size, range->file_bytes));
}

size_t ElfFileView::read_file(uint64_t offset, void* buffer, size_t size) const {
  constexpr size_t kWindowBytes = 4096;
  if (size > kWindowBytes / 4)
    return read_fully(fd_, buffer, size, offset);
  const bool is_inside = offset >= window_offset_ && offset - window_offset_ <= window_.size() &&
                         size <= window_.size() - (offset - window_offset_);
  if (!is_inside) {
    window_.resize(kWindowBytes);
    window_.resize(read_fully(fd_, window_.data(), kWindowBytes, offset));
    window_offset_ = offset;
  }
  const size_t available = std::min(size, window_.size() - (offset - window_offset_));
  memcpy(buffer, window_.data() + (offset - window_offset_), available);
  return available;
}

}  // namespace meshprof
