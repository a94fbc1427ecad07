// SPDX-License-Identifier: Apache-2.0
#include "elf_file_view.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "symbols/read_fully.h"

namespace meshprof {
namespace {

// Linked programs have about 10 segments and 40 sections.
constexpr unsigned kMaxSegments = 1024;
constexpr unsigned kMaxSections = 4096;
constexpr uint64_t kMaxNameBytes = 1 << 20;

bool read_header(int fd, Elf64_Ehdr* header) {
  if (read_fully(fd, header, sizeof *header, 0) != sizeof *header)
    return false;
  return memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 && header->e_ident[EI_CLASS] == ELFCLASS64 &&
         header->e_ident[EI_DATA] == ELFDATA2LSB && header->e_machine == EM_X86_64;
}

template <typename Row>
std::vector<Row> read_rows(int fd, uint64_t offset, size_t count, size_t row_bytes, size_t limit) {
  if (row_bytes != sizeof(Row) || count > limit)
    return {};
  std::vector<Row> rows(count);
  const size_t bytes = read_fully(fd, rows.data(), count * sizeof(Row), offset);
  rows.resize(bytes / sizeof(Row));
  return rows;
}

}  // namespace

ElfFileView::ElfFileView(int fd, uint64_t file_bytes) : fd_(fd), file_bytes_(file_bytes) {
  Elf64_Ehdr header;
  if (!read_header(fd, &header))
    return;
  for (const Elf64_Phdr& row : read_rows<Elf64_Phdr>(fd, header.e_phoff, header.e_phnum,
                                                     header.e_phentsize, kMaxSegments)) {
    if (row.p_type == PT_GNU_EH_FRAME && !eh_frame_header_)
      eh_frame_header_ = {row.p_vaddr, row.p_filesz};
    if (row.p_type != PT_LOAD || row.p_offset >= file_bytes)
      continue;
    const uint64_t bytes = std::min(row.p_filesz, file_bytes - row.p_offset);
    if (row.p_vaddr <= UINT64_MAX - bytes)
      segments_.push_back({row.p_offset, bytes, row.p_vaddr, (row.p_flags & PF_X) != 0});
  }
}

std::optional<ElfFileView::Range> ElfFileView::find_eh_frame_section() const {
  Elf64_Ehdr header;
  if (!read_header(fd_, &header))
    return std::nullopt;
  const std::vector<Elf64_Shdr> sections =
      read_rows<Elf64_Shdr>(fd_, header.e_shoff, header.e_shnum, header.e_shentsize, kMaxSections);
  if (header.e_shstrndx >= sections.size())
    return std::nullopt;
  const Elf64_Shdr& strings = sections[header.e_shstrndx];
  std::string names(std::min<uint64_t>(strings.sh_size, kMaxNameBytes), '\0');
  names.resize(read_fully(fd_, names.data(), names.size(), strings.sh_offset));
  for (const Elf64_Shdr& section : sections) {
    if ((section.sh_flags & SHF_ALLOC) == 0 || section.sh_name >= names.size())
      continue;
    if (strcmp(names.c_str() + section.sh_name, ".eh_frame") == 0)
      return Range{section.sh_addr, section.sh_size};
  }
  return std::nullopt;
}

const ElfFileView::Segment* ElfFileView::segment_at(uint64_t address) const {
  for (const Segment& segment : segments_) {
    if (address >= segment.address && address - segment.address < segment.file_bytes)
      return &segment;
  }
  return nullptr;
}

bool ElfFileView::is_code(uint64_t address) const {
  const Segment* segment = segment_at(address);
  return segment != nullptr && segment->is_executable;
}

uint64_t ElfFileView::bytes_from(uint64_t address) const {
  const Segment* segment = segment_at(address);
  return segment == nullptr ? 0 : segment->file_bytes - (address - segment->address);
}

size_t ElfFileView::read(uint64_t address, void* buffer, size_t size) const {
  const Segment* segment = segment_at(address);
  if (segment == nullptr)
    return 0;
  const uint64_t into = address - segment->address;
  return read_file(segment->offset + into, buffer,
                   std::min<uint64_t>(size, segment->file_bytes - into));
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
