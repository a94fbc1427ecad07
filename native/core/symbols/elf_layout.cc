// SPDX-License-Identifier: Apache-2.0
#include "elf_layout.h"

#include <elf.h>

#include <algorithm>
#include <cstring>

#include "byte_view.h"
#include "read_fully.h"

namespace meshprof {
namespace {

// As in elf_headers.cc: linked programs have about 10 segments and 40 sections.
constexpr unsigned kMaxSegments = 1024;
constexpr unsigned kMaxSections = 65'279;
constexpr uint64_t kMaxNameBytesOfSection = 64;
constexpr uint64_t kMaxSectionNamesBytes = 4 * 1024 * 1024;

bool fits(uint64_t offset, uint64_t size, uint64_t file_bytes) {
  return offset <= file_bytes && size <= file_bytes - offset;
}

bool is_elf64(const Elf64_Ehdr& header) {
  return memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_ident[EI_CLASS] == ELFCLASS64 &&
         header.e_ident[EI_DATA] == ELFDATA2LSB;
}

template <typename Row>
std::vector<Row> read_rows(int fd, uint64_t offset, size_t count, uint64_t file_bytes) {
  if (!fits(offset, count * sizeof(Row), file_bytes))
    return {};
  std::vector<Row> rows(count);
  rows.resize(read_fully(fd, rows.data(), count * sizeof(Row), offset) / sizeof(Row));
  return rows;
}

void read_segments(int fd, const Elf64_Ehdr& header, uint64_t file_bytes, ElfLayout* layout) {
  if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phnum > kMaxSegments)
    return;
  for (const Elf64_Phdr& row :
       read_rows<Elf64_Phdr>(fd, header.e_phoff, header.e_phnum, file_bytes)) {
    if (!fits(row.p_offset, row.p_filesz, file_bytes) || row.p_vaddr > UINT64_MAX - row.p_filesz)
      continue;
    const ElfLayout::Range range{row.p_offset, row.p_filesz, row.p_vaddr};
    if (row.p_type == PT_LOAD)
      layout->segments.push_back({row.p_flags, row.p_offset, row.p_filesz, row.p_vaddr});
    if (row.p_type == PT_DYNAMIC)
      layout->dynamic = range;
    if (row.p_type == PT_GNU_EH_FRAME)
      layout->eh_frame_header = range;
  }
}

void read_sections(int fd, const Elf64_Ehdr& header, uint64_t file_bytes, ElfLayout* layout) {
  if (header.e_shentsize != sizeof(Elf64_Shdr) || header.e_shnum > kMaxSections)
    return;
  const auto rows = read_rows<Elf64_Shdr>(fd, header.e_shoff, header.e_shnum, file_bytes);
  if (header.e_shstrndx >= rows.size())
    return;
  const Elf64_Shdr& strings = rows[header.e_shstrndx];
  if (!fits(strings.sh_offset, strings.sh_size, file_bytes))
    return;
  std::string names(std::min(strings.sh_size, kMaxSectionNamesBytes), '\0');
  names.resize(read_fully(fd, names.data(), names.size(), strings.sh_offset));
  for (size_t i = 1; i < rows.size(); i++) {
    const Elf64_Shdr& row = rows[i];
    const auto name = ByteView(names).string(row.sh_name, kMaxNameBytesOfSection);
    const bool is_in_file = row.sh_type != SHT_NOBITS && row.sh_type != SHT_NULL &&
                            fits(row.sh_offset, row.sh_size, file_bytes);
    layout->sections.push_back({std::string(name.value_or("")), row.sh_type, row.sh_flags,
                                row.sh_addr, row.sh_offset, row.sh_size, is_in_file});
  }
}

}  // namespace

bool ElfLayout::Segment::is_executable() const {
  return (flags & PF_X) != 0;
}

const ElfLayout::Section* ElfLayout::find_section(std::string_view name) const {
  const auto found = std::find_if(sections.begin(), sections.end(), [&](const Section& section) {
    return section.is_in_file && section.name == name;
  });
  return found == sections.end() ? nullptr : &*found;
}

bool ElfLayout::has_section(std::string_view name) const {
  return std::any_of(sections.begin(), sections.end(),
                     [&](const Section& section) { return section.name == name; });
}

std::optional<ElfLayout::Range> ElfLayout::locate(uint64_t address) const {
  for (const Segment& segment : segments) {
    const uint64_t into = address - segment.address;  // wraps where it lies before the segment
    if (into < segment.file_bytes)
      return Range{segment.offset + into, segment.file_bytes - into, address};
  }
  return std::nullopt;
}

bool ElfLayout::is_executable(uint64_t address) const {
  return std::any_of(segments.begin(), segments.end(), [&](const Segment& segment) {
    return segment.is_executable() && address - segment.address < segment.file_bytes;
  });
}

std::optional<ElfLayout> read_elf_layout(int fd, uint64_t file_bytes) {
  Elf64_Ehdr header;
  if (file_bytes < sizeof header || read_fully(fd, &header, sizeof header, 0) != sizeof header ||
      !is_elf64(header)) {
    return std::nullopt;
  }
  ElfLayout layout;
  layout.machine = header.e_machine;
  layout.type = header.e_type;
  read_segments(fd, header, file_bytes, &layout);
  read_sections(fd, header, file_bytes, &layout);
  return layout;
}

}  // namespace meshprof
