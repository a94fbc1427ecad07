// SPDX-License-Identifier: Apache-2.0
#include "frame_index.h"

#include <algorithm>
#include <map>

#include "byte_cursor.h"
#include "frame_entry.h"

namespace meshprof {
namespace {

// The only encodings that linkers write: 4 bytes, the table relative to the header's own start.
constexpr uint8_t kCountEncoding = 0x03;
constexpr uint8_t kTableEncoding = 0x3b;
constexpr uint64_t kRowBytes = 8;

// A static Envoy would have 13 MB and 240,000 entries.
constexpr uint64_t kMaxListedBytes = 64 << 20;
constexpr size_t kMaxListedEntries = 1'000'000;

}  // namespace

FrameIndex::FrameIndex(const ElfFileView& file) : file_(file) {
  if (!read_header())
    rows_ = 0;
}

bool FrameIndex::read_header() {
  const auto header = file_.eh_frame_header();
  if (!header)
    return false;
  header_ = *header;
  std::byte bytes[16];
  ByteCursor cursor({bytes, file_.read(header_.address, bytes, sizeof bytes)}, header_.address);
  const uint8_t version = cursor.u8();
  const uint8_t pointer_encoding = cursor.u8();
  const uint8_t count_encoding = cursor.u8();
  const uint8_t table_encoding = cursor.u8();
  if (!read_pointer(cursor, pointer_encoding) || version != 1 || count_encoding != kCountEncoding ||
      table_encoding != kTableEncoding) {
    return false;
  }
  rows_ = cursor.number<uint32_t>();
  table_ = cursor.address();
  return cursor.ok() && rows_ > 0 && rows_ <= file_.bytes_from(table_) / kRowBytes;
}

std::optional<FrameIndex::Row> FrameIndex::row(uint64_t index) const {
  struct {
    int32_t start, entry;
  } distance{};
  static_assert(sizeof distance == kRowBytes);
  if (index >= rows_ ||
      file_.read(table_ + index * kRowBytes, &distance, sizeof distance) != sizeof distance)
    return std::nullopt;
  return Row{header_.address + static_cast<uint64_t>(int64_t{distance.start}),
             header_.address + static_cast<uint64_t>(int64_t{distance.entry})};
}

std::optional<uint64_t> FrameIndex::rows_up_to(uint64_t address) const {
  uint64_t first = 0;
  for (uint64_t limit = rows_; first < limit;) {
    const uint64_t middle = first + (limit - first) / 2;
    const std::optional<Row> content = row(middle);
    if (!content)
      return std::nullopt;
    if (content->start <= address)
      first = middle + 1;
    else
      limit = middle;
  }
  return first;
}

std::optional<CodeRange> FrameIndex::function_at(uint64_t address) const {
  const auto rows = rows_up_to(address);
  if (!rows || *rows == 0)
    return std::nullopt;
  const std::optional<Row> holder = row(*rows - 1), next = row(*rows);
  if (!holder || !next || holder->start > address || next->start <= address)
    return std::nullopt;
  return CodeRange{holder->start, next->start};
}

void FrameIndex::list_entries() {
  listed_ = true;
  const auto section = file_.eh_frame_section();
  if (!section || section->bytes > kMaxListedBytes)
    return;
  std::map<uint64_t, std::optional<CommonInformation>> common;
  const uint64_t limit =
      section->address + std::min(section->bytes, file_.bytes_from(section->address));
  for (uint64_t at = section->address; at < limit && entries_.size() < kMaxListedEntries;) {
    const auto head = read_entry_head(file_, at);
    if (!head)
      break;
    if (head->is_terminator) {
      at += sizeof(uint32_t);
      continue;
    }
    at = head->body + head->bytes;
    if (head->is_common)
      continue;
    if (const auto range = read_covered_range(file_, *head, common))
      entries_.push_back({range->address, range->address + range->bytes, head->address});
  }
  std::sort(entries_.begin(), entries_.end(),
            [](const Covered& a, const Covered& b) { return a.start < b.start; });
}

std::optional<uint64_t> FrameIndex::find(uint64_t address) {
  if (rows_ > 0) {
    const auto rows = rows_up_to(address);
    const auto last = rows && *rows > 0 ? row(*rows - 1) : std::nullopt;
    return last ? std::optional(last->entry) : std::nullopt;
  }
  if (!listed_)
    list_entries();
  const auto after =
      std::upper_bound(entries_.begin(), entries_.end(), address,
                       [](uint64_t value, const Covered& entry) { return value < entry.start; });
  if (after == entries_.begin() || address >= (after - 1)->limit)
    return std::nullopt;
  return (after - 1)->entry;
}

}  // namespace meshprof
