// SPDX-License-Identifier: Apache-2.0
#include "text_search.h"

#include <elf.h>

#include <string>

#include "section_window.h"

namespace meshprof::stripped {

std::vector<const Section*> sections_of_texts(const LoadedSections& layout) {
  uint64_t budget = 256 << 20;  // Node.js has 55 MB, Envoy 10 MB
  std::vector<const Section*> sections;
  for (const Section& section : layout.sections) {
    if (section.is_executable || section.is_writable || section.type != SHT_PROGBITS ||
        !section.name.starts_with(".rodata") || section.size > budget)
      continue;
    budget -= section.size;
    sections.push_back(&section);
  }
  return sections;
}

std::vector<uint64_t> find_text(int fd, const LoadedSections& layout, std::string_view text) {
  constexpr size_t kMaxFound = 8;
  std::vector<uint64_t> found;
  const std::string pattern = std::string(text) + '\0';
  for (const Section* text_section : sections_of_texts(layout)) {
    const Section& section = *text_section;
    SectionWindow window(fd, section);
    const size_t step = SectionWindow::kMaxPieceBytes - pattern.size();
    for (uint64_t at = 0; at < section.size; at += step) {
      const auto bytes = window.bytes(at, SectionWindow::kMaxPieceBytes);
      const std::string_view piece(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      const size_t place = piece.find(pattern);
      if (place != std::string_view::npos && found.size() < kMaxFound)
        found.push_back(section.address + at + place);
    }
  }
  return found;
}

}  // namespace meshprof::stripped
