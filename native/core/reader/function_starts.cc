// SPDX-License-Identifier: Apache-2.0
#include "function_starts.h"

#include <elf.h>

#include <vector>

#include "symbols/read_fully.h"

namespace meshprof::reader {
namespace {

constexpr size_t kMaxSegments = 1024;
// What .eh_frame_hdr's bytes 1 to 3 say where a linker wrote it: a 4-byte pointer relative to here,
// a 4-byte count, and rows of 4-byte numbers relative to the table's start.
constexpr unsigned char kCountEncoding = 0x03;  // DW_EH_PE_udata4
constexpr unsigned char kTableEncoding = 0x3b;  // DW_EH_PE_datarel | DW_EH_PE_sdata4

struct Head {
  unsigned char version, pointer_encoding, count_encoding, table_encoding;
  int32_t eh_frame;
  uint32_t count;
};

struct Row {
  int32_t function, description;
};

std::optional<Elf64_Phdr> find_table(int fd) {
  Elf64_Ehdr header{};
  if (read_fully(fd, &header, sizeof header, 0) != sizeof header ||
      header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_phentsize != sizeof(Elf64_Phdr) ||
      header.e_phnum > kMaxSegments)
    return std::nullopt;
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  const size_t bytes =
      read_fully(fd, segments.data(), segments.size() * sizeof(Elf64_Phdr), header.e_phoff);
  segments.resize(bytes / sizeof(Elf64_Phdr));
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type == PT_GNU_EH_FRAME)
      return segment;
  }
  return std::nullopt;
}

}  // namespace

FunctionStarts::FunctionStarts(int fd) : fd_(fd) {
  const std::optional<Elf64_Phdr> table = find_table(fd);
  Head head{};
  if (!table || read_fully(fd, &head, sizeof head, table->p_offset) != sizeof head)
    return;
  if (head.version != 1 || head.count_encoding != kCountEncoding ||
      head.table_encoding != kTableEncoding)
    return;
  rows_offset_ = table->p_offset + sizeof head;
  table_address_ = table->p_vaddr;
  count_ = head.count;
}

std::optional<uint64_t> FunctionStarts::start_of(uint64_t row) const {
  Row content;
  if (row >= count_ || read_fully(fd_, &content, sizeof content,
                                  rows_offset_ + row * sizeof content) != sizeof content)
    return std::nullopt;
  return table_address_ + static_cast<uint64_t>(static_cast<int64_t>(content.function));
}

// Rows of a hostile file need not be in order; then this finds something else, or nothing.
std::optional<CodeRange> FunctionStarts::find(uint64_t address) const {
  uint64_t first = 0, after = count_;  // the answer is the last row below `after`
  while (first < after) {
    const uint64_t middle = first + (after - first) / 2;
    const std::optional<uint64_t> start = start_of(middle);
    if (!start)
      return std::nullopt;
    if (*start <= address) {
      first = middle + 1;
    } else {
      after = middle;
    }
  }
  if (first == 0)
    return std::nullopt;
  const std::optional<uint64_t> start = start_of(first - 1), limit = start_of(first);
  if (!start || !limit || *start > address || *limit <= address)
    return std::nullopt;
  return CodeRange{*start, *limit};
}

}  // namespace meshprof::reader
