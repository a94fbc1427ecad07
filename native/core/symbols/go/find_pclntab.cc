// SPDX-License-Identifier: Apache-2.0
#include "find_pclntab.h"

#include <algorithm>
#include <string>

#include "../read_fully.h"
#include "pclntab.h"

namespace meshprof {
namespace {

constexpr uint64_t kMaxSearchedBytes = uint64_t{1} << 30;
constexpr size_t kMaxPlaces = 8;
constexpr uint64_t kChunkBytes = 1 << 20;
// The linker aligns the table to 32 bytes, older ones to less.
constexpr uint64_t kAlignment = 8;

bool looks_like_header(std::string_view bytes) {
  const auto magic = ByteView(bytes).read<uint32_t>(0).value_or(0);
  if (magic < 0xfffffff0 || magic > 0xfffffffb || bytes.size() < 8)
    return false;
  return bytes[4] == 0 && bytes[5] == 0 && bytes[6] == 1 && bytes[7] == 8;
}

void search(int fd, const ElfLayout::Segment& segment, uint64_t* budget,
            std::vector<ElfLayout::Range>* places) {
  std::string chunk;
  const uint64_t bytes = std::min(segment.file_bytes, *budget);
  *budget -= bytes;
  for (uint64_t done = 0; done < bytes; done += kChunkBytes) {
    chunk.resize(std::min(kChunkBytes, bytes - done));
    chunk.resize(read_fully(fd, chunk.data(), chunk.size(), segment.offset + done));
    for (uint64_t at = 0; at + 8 <= chunk.size(); at += kAlignment) {
      if (!looks_like_header(std::string_view(chunk).substr(at, 8)) || places->size() >= kMaxPlaces)
        continue;
      const uint64_t into = done + at;
      places->push_back({segment.offset + into, segment.file_bytes - into, segment.address + into});
    }
  }
}

}  // namespace

std::vector<ElfLayout::Range> find_pclntab(int fd, const ElfLayout& layout) {
  for (const char* name : {".gopclntab", ".data.rel.ro.gopclntab"}) {
    if (const auto* section = layout.find_section(name))
      return {{section->offset, section->size, section->address}};
  }
  const bool is_go = layout.has_section(".go.buildinfo") || layout.has_section(".note.go.buildid");
  if (!is_go && !layout.sections.empty())
    return {};
  std::vector<ElfLayout::Range> places;
  uint64_t budget = kMaxSearchedBytes;
  for (const ElfLayout::Segment& segment : layout.segments) {
    if (!segment.is_executable() || layout.sections.empty())
      search(fd, segment, &budget, &places);
  }
  return places;
}

}  // namespace meshprof
