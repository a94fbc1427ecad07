// SPDX-License-Identifier: Apache-2.0
#include "loaded_sections.h"

#include <elf.h>

#include <algorithm>

#include "../elf_layout.h"

namespace meshprof::stripped {
namespace {

// The content of thread-local variables shares addresses with what follows it.
bool is_usable(const ElfLayout::Section& section) {
  return (section.flags & SHF_ALLOC) != 0 && (section.flags & (SHF_TLS | SHF_COMPRESSED)) == 0 &&
         section.is_in_file && section.size != 0 && section.address <= UINT64_MAX / 2;
}

}  // namespace

const Section* LoadedSections::at(uint64_t address) const {
  const auto after = std::upper_bound(
      sections.begin(), sections.end(), address,
      [](uint64_t value, const Section& section) { return value < section.address; });
  if (after == sections.begin() || !(after - 1)->holds(address))
    return nullptr;
  return &*(after - 1);
}

const Section* LoadedSections::named(std::string_view name) const {
  const auto found = std::find_if(sections.begin(), sections.end(),
                                  [&](const Section& section) { return section.name == name; });
  return found == sections.end() ? nullptr : &*found;
}

std::optional<LoadedSections> read_loaded_sections(int fd, uint64_t file_bytes) {
  const std::optional<ElfLayout> layout = read_elf_layout(fd, file_bytes);
  if (!layout || layout->machine != EM_X86_64 ||
      (layout->type != ET_EXEC && layout->type != ET_DYN) || layout->sections.empty())
    return std::nullopt;
  LoadedSections loaded;
  loaded.has_fixed_addresses = layout->type == ET_EXEC;
  for (const ElfLayout::Section& section : layout->sections) {
    if (!is_usable(section))
      continue;
    loaded.sections.push_back({section.name, section.address, section.offset, section.size,
                               section.type, (section.flags & SHF_WRITE) != 0,
                               (section.flags & SHF_EXECINSTR) != 0});
  }
  std::sort(loaded.sections.begin(), loaded.sections.end(),
            [](const Section& a, const Section& b) { return a.address < b.address; });
  for (size_t i = 1; i < loaded.sections.size(); i++) {
    const Section& before = loaded.sections[i - 1];
    if (loaded.sections[i].address - before.address < before.size)
      return std::nullopt;
  }
  return loaded;
}

}  // namespace meshprof::stripped
