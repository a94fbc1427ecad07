// SPDX-License-Identifier: Apache-2.0
#include "file_names.h"

#include <algorithm>

#include "section_window.h"
#include "text_search.h"

namespace meshprof::stripped {
namespace {

constexpr size_t kMaxPathBytes = 1024;
constexpr size_t kMaxTexts = 200'000;       // Envoy has 1,552
constexpr size_t kMaxNameBytes = 16 << 20;  // of all

bool is_path_character(uint8_t byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '/' || byte == '_' || byte == '-' || byte == '.' ||
         byte == '+' || byte == '@' || byte == '~' || byte == '=';
}

bool names_translation_unit(std::string_view path) {
  for (const std::string_view suffix : {".cc", ".cpp", ".c", ".cxx"}) {
    if (path.size() > suffix.size() && path.ends_with(suffix))
      return path[path.size() - suffix.size() - 1] != '/';
  }
  return false;
}

// Where the path that ends before `end` begins.
size_t path_start(std::span<const uint8_t> bytes, size_t end) {
  size_t start = end;
  while (start > 0 && end - start < kMaxPathBytes && is_path_character(bytes[start - 1]))
    start--;
  return start;
}

// Up to 31 bytes that align the next text to 32 may lie between (GCC aligns long ones).
bool ends_with_text(std::span<const uint8_t> before) {
  constexpr size_t kMaxPadding = 32;
  size_t end = before.size();
  while (end > 0 && before.size() - end < kMaxPadding && before[end - 1] == 0)
    end--;
  if (end == before.size() || end < 2)
    return false;
  const auto is_text = [](uint8_t byte) { return (byte >= ' ' && byte < 0x7f) || byte == '\n'; };
  return is_text(before[end - 1]) && is_text(before[end - 2]);
}

}  // namespace

void FileNames::note(uint64_t start, std::string name, bool follows_text) {
  const uint64_t limit = start + name.size();
  if (texts_.empty() || texts_.back().limit < limit)
    texts_.push_back({start, limit, std::move(name), follows_text});
  name_bytes_ += limit - start;
}

FileNames FileNames::read(int fd, const LoadedSections& layout) {
  FileNames files;
  for (const Section* text_section : sections_of_texts(layout)) {
    const Section& section = *text_section;
    SectionWindow window(fd, section);
    constexpr size_t kStep = SectionWindow::kMaxPieceBytes - kMaxPathBytes - 1;
    for (uint64_t at = 0; at < section.size; at += kStep) {
      const auto bytes = window.bytes(at, SectionWindow::kMaxPieceBytes);
      for (auto nul = bytes.begin(); (nul = std::find(nul, bytes.end(), 0)) != bytes.end(); nul++) {
        const auto end = static_cast<size_t>(nul - bytes.begin());
        if (end < 3 || (bytes[end - 1] != 'c' && bytes[end - 1] != 'p' && bytes[end - 1] != 'x'))
          continue;
        const size_t start = path_start(bytes, end);
        const std::string_view path(reinterpret_cast<const char*>(bytes.data()) + start,
                                    end - start);
        if (names_translation_unit(path) && files.texts_.size() < kMaxTexts &&
            files.name_bytes_ + path.size() <= kMaxNameBytes)
          files.note(section.address + at + start, std::string(path),
                     ends_with_text(bytes.first(start)));
      }
    }
  }
  if (files.texts_.empty())
    return files;
  files.first_block_ = files.texts_.front().start / kBlockBytes;
  files.blocks_.resize(files.texts_.back().limit / kBlockBytes - files.first_block_ + 1);
  for (const Text& text : files.texts_) {
    for (uint64_t block = text.start / kBlockBytes; block <= text.limit / kBlockBytes; block++)
      files.blocks_[block - files.first_block_] = true;
  }
  return files;
}

const FileNames::Text* FileNames::find(uint64_t address) const {
  const uint64_t block = address / kBlockBytes - first_block_;
  if (block >= blocks_.size() || !blocks_[block])
    return nullptr;
  const auto after =
      std::upper_bound(texts_.begin(), texts_.end(), address,
                       [](uint64_t value, const Text& text) { return value < text.start; });
  return after == texts_.begin() || (after - 1)->limit <= address ? nullptr : &*(after - 1);
}

std::string_view FileNames::at(uint64_t address) const {
  const Text* text = find(address);
  if (text == nullptr || text->name.find('/') == std::string::npos)
    return {};
  const size_t offset = address - text->start;
  if (offset > 0 && text->name[offset - 1] != '/')
    return {};
  const std::string_view rest = std::string_view(text->name).substr(offset);
  return names_translation_unit(rest) ? rest : std::string_view();
}

bool FileNames::follows_text(uint64_t address) const {
  const Text* text = find(address);
  return text != nullptr && (text->follows_text || address > text->start);
}

bool FileNames::are_same_file(uint64_t a, uint64_t b) const {
  return !at(a).empty() && !at(b).empty() && find(a) == find(b);
}

}  // namespace meshprof::stripped
