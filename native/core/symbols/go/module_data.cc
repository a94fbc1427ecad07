// SPDX-License-Identifier: Apache-2.0
#include "module_data.h"

#include <algorithm>
#include <string>
#include <vector>

#include "../read_fully.h"

namespace meshprof {
namespace {

constexpr uint64_t kMaxSearchedBytes = uint64_t{256} << 20;
constexpr uint64_t kChunkBytes = 1 << 20;
constexpr size_t kMaxPlaces = 64;

// Positions of 8-byte words in `moduledata`, the same from Go 1.18 to at least 1.26 (runtime,
// symtab.go): the header's address, six slices of pointer, length and capacity, and addresses.
enum Word : uint64_t {
  kNames = 1,
  kValues = 10,
  kFunctions = 13,
  kRows = 16,
  kRowCount = 17,
  kFirstAddress = 20,
  kLastAddress = 21,
  kText = 22,
  kTextLimit = 23,
  kWords = 24,
};

// Places where the file itself holds the address, as in programs at a fixed address.
void search_file(int fd, const ElfLayout& layout, uint64_t value, std::vector<uint64_t>* places) {
  std::string chunk;
  uint64_t budget = kMaxSearchedBytes;
  for (const ElfLayout::Segment& segment : layout.segments) {
    if (segment.is_executable())
      continue;
    const uint64_t bytes = std::min(segment.file_bytes, budget);
    budget -= bytes;
    for (uint64_t done = 0; done < bytes; done += kChunkBytes) {
      chunk.resize(std::min(kChunkBytes, bytes - done));
      chunk.resize(read_fully(fd, chunk.data(), chunk.size(), segment.offset + done));
      for (uint64_t at = 0; at + 8 <= chunk.size(); at += 8) {
        if (ByteView(chunk).read<uint64_t>(at) == value && places->size() < kMaxPlaces)
          places->push_back(segment.address + done + at);
      }
    }
  }
}

std::optional<uint64_t> text_in(std::string_view bytes, const ElfLayout& layout,
                                const GoPclntab& table, uint64_t table_address) {
  const ByteView view(bytes);
  const auto word = [&](Word index) { return view.read<uint64_t>(index * 8).value_or(0); };
  const GoPclntab::Parts& parts = table.parts();
  const uint64_t text = word(kText);
  const bool holds_parts = word(kNames) == table_address + parts.names &&
                           word(kValues) == table_address + parts.values &&
                           word(kFunctions) == table_address + parts.functions &&
                           word(kRows) == table_address + parts.functions &&
                           word(kRowCount) == table.function_count() + 1;
  const bool holds_code =
      word(kFirstAddress) == text + table.start_of(0).value_or(0) &&
      word(kLastAddress) == text + table.start_of(table.function_count()).value_or(0) &&
      word(kLastAddress) <= word(kTextLimit) && layout.is_executable(text) &&
      layout.is_executable(word(kLastAddress) - 1);
  return holds_parts && holds_code ? std::optional(text) : std::nullopt;
}

}  // namespace

std::optional<uint64_t> find_go_text(int fd, const ElfLayout& layout,
                                     const ElfRelocations& relocations, const GoPclntab& table,
                                     uint64_t table_address) {
  std::vector<uint64_t> places = relocations.places_of(table_address, kMaxPlaces);
  if (places.empty())
    search_file(fd, layout, table_address, &places);
  for (const uint64_t place : places) {
    const auto range = layout.locate(place);
    if (!range)
      continue;
    std::string bytes(std::min<uint64_t>(kWords * 8, range->file_bytes), '\0');
    bytes.resize(read_fully(fd, bytes.data(), bytes.size(), range->offset));
    relocations.apply(place, &bytes);
    if (const auto text = text_in(bytes, layout, table, table_address))
      return text;
  }
  return std::nullopt;
}

}  // namespace meshprof
