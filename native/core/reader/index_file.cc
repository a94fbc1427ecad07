// SPDX-License-Identifier: Apache-2.0
#include "index_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <unordered_map>

#include "checksum.h"
#include "symbols/read_fully.h"
#include "symbols/resolved_frame.h"

namespace meshprof::reader {
namespace {

constexpr std::array kMagic = {'m', 'p', 'i', 'n', 'd', 'e', 'x', '2'};
constexpr uint32_t kMaxTextBytes = kMaxNameBytes;
constexpr size_t kChunkBytes = 64 * 1024;

// In this machine's byte order: an index does not leave its node.
struct Head {
  std::array<char, 8> magic;
  uint64_t rows;
  uint64_t text_bytes;
  uint64_t checksum;  // of all that follows
};

struct Row {
  uint64_t start;
  uint32_t length;
  uint32_t name;  // offsets in the text, where a 4-byte length stands before the bytes
  uint32_t file;
  uint8_t source;
  uint8_t padding[3];
};
static_assert(sizeof(Row) == 24);

class TextTable {
 public:
  TextTable() { offset_of(""); }

  // `text` must outlive the table.
  uint32_t offset_of(std::string_view text) {
    text = text.substr(0, kMaxTextBytes);
    const auto [entry, is_new] = offsets_.try_emplace(text, static_cast<uint32_t>(bytes_));
    if (is_new) {
      texts_.push_back(text);
      bytes_ += sizeof(uint32_t) + text.size();
    }
    return entry->second;
  }
  uint64_t bytes() const { return bytes_; }

  // Calls `take` with the bytes, piece by piece: the names of a large binary are not held twice.
  // False once `take` says so.
  template <typename Take> bool for_each_piece(Take&& take) const {
    std::string piece;
    for (const std::string_view text : texts_) {
      const auto size = static_cast<uint32_t>(text.size());
      piece.append(reinterpret_cast<const char*>(&size), sizeof size).append(text);
      if (piece.size() < kChunkBytes)
        continue;
      if (!take(piece))
        return false;
      piece.clear();
    }
    return take(piece);
  }

 private:
  uint64_t bytes_ = 0;
  std::vector<std::string_view> texts_;  // in their order in the file
  std::unordered_map<std::string_view, uint32_t> offsets_;
};

bool write_at(int fd, const void* data, size_t size, uint64_t offset) {
  size_t done = 0;
  while (done < size) {
    const ssize_t n = pwrite(fd, static_cast<const char*>(data) + done, size - done,
                             static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    done += static_cast<size_t>(n);
  }
  return true;
}

bool has_checksum(int fd, uint64_t offset, uint64_t size, uint64_t expected) {
  Checksum sum;
  std::vector<char> chunk(kChunkBytes);
  for (uint64_t done = 0; done < size;) {
    const size_t got =
        read_fully(fd, chunk.data(), std::min<uint64_t>(chunk.size(), size - done), offset + done);
    if (got == 0)
      return false;
    sum.add(chunk.data(), got);
    done += got;
  }
  return sum.finish() == expected;
}

}  // namespace

bool write_index(int fd, const std::vector<NamedRange>& ranges) {
  std::vector<Row> rows;
  rows.reserve(ranges.size());
  TextTable text;
  for (const NamedRange& range : ranges) {
    const NamedFunction& function = *range.function;
    if (text.bytes() > kMaxIndexBytes)
      return false;
    rows.push_back({range.start,
                    static_cast<uint32_t>(range.limit - range.start),
                    text.offset_of(function.name),
                    text.offset_of(function.file),
                    function.source,
                    {}});
  }
  const size_t row_bytes = rows.size() * sizeof(Row);
  if (sizeof(Head) + row_bytes + text.bytes() > kMaxIndexBytes)
    return false;
  Checksum sum;
  sum.add(rows.data(), row_bytes);
  uint64_t at = sizeof(Head) + row_bytes;
  if (ftruncate(fd, 0) != 0 || !write_at(fd, rows.data(), row_bytes, sizeof(Head)) ||
      !text.for_each_piece([&](const std::string& piece) {
        sum.add(piece.data(), piece.size());
        at += piece.size();
        return write_at(fd, piece.data(), piece.size(), at - piece.size());
      }))
    return false;
  // The head last: without it, what a crash leaves is no index.
  const Head head = {kMagic, rows.size(), text.bytes(), sum.finish()};
  return write_at(fd, &head, sizeof head, 0);
}

std::optional<IndexFile> IndexFile::open(UniqueFd file) {
  struct stat status{};
  Head head{};
  if (fstat(file.get(), &status) != 0 ||
      read_fully(file.get(), &head, sizeof head, 0) != sizeof head || head.magic != kMagic)
    return std::nullopt;
  const auto file_bytes = static_cast<uint64_t>(status.st_size);
  if (file_bytes > kMaxIndexBytes || head.rows > kMaxIndexBytes / sizeof(Row) ||
      head.text_bytes > kMaxIndexBytes ||
      file_bytes != sizeof head + head.rows * sizeof(Row) + head.text_bytes ||
      !has_checksum(file.get(), sizeof head, file_bytes - sizeof head, head.checksum))
    return std::nullopt;
  IndexFile index(std::move(file));
  index.rows_ = head.rows;
  index.text_offset_ = sizeof head + head.rows * sizeof(Row);
  index.text_bytes_ = head.text_bytes;
  return index;
}

std::optional<NamedFunction> IndexFile::find(uint64_t address) const {
  const auto row_at = [&](uint64_t i) {
    Row row{};
    read_fully(file_.get(), &row, sizeof row, sizeof(Head) + i * sizeof row);
    return row;
  };
  const auto text_at = [&](uint32_t offset) -> std::string {
    uint32_t size = 0;
    if (offset > text_bytes_ || text_bytes_ - offset < sizeof size ||
        read_fully(file_.get(), &size, sizeof size, text_offset_ + offset) != sizeof size ||
        size > kMaxTextBytes || size > text_bytes_ - offset - sizeof size)
      return "";
    std::string text(size, '\0');
    text.resize(read_fully(file_.get(), text.data(), size, text_offset_ + offset + sizeof size));
    return text;
  };
  uint64_t first = 0, after = rows_;
  while (first < after) {
    const uint64_t middle = first + (after - first) / 2;
    if (row_at(middle).start <= address) {
      first = middle + 1;
    } else {
      after = middle;
    }
  }
  if (first == 0)
    return std::nullopt;
  const Row row = row_at(first - 1);
  if (address < row.start || address - row.start >= row.length)
    return std::nullopt;
  return NamedFunction{row.start, row.start + row.length, text_at(row.name), text_at(row.file),
                       row.source};
}

}  // namespace meshprof::reader
