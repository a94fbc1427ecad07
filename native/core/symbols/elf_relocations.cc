// SPDX-License-Identifier: Apache-2.0
#include "elf_relocations.h"

#include <elf.h>

#include <algorithm>
#include <cstring>

#include "read_fully.h"

namespace meshprof {
namespace {

constexpr uint64_t kMaxDynamicEntries = 1024;
constexpr uint64_t kMaxRelocations = 8'000'000;  // Envoy has 363,000
constexpr uint64_t kRowsPerRead = 4096;

}  // namespace

ElfRelocations::ElfRelocations(int fd, const ElfLayout& layout) : fd_(fd) {
  if (!layout.dynamic)
    return;
  std::vector<Elf64_Dyn> entries(
      std::min(layout.dynamic->file_bytes / sizeof(Elf64_Dyn), kMaxDynamicEntries));
  entries.resize(
      read_fully(fd, entries.data(), entries.size() * sizeof(Elf64_Dyn), layout.dynamic->offset) /
      sizeof(Elf64_Dyn));
  uint64_t address = 0, bytes = 0;
  for (const Elf64_Dyn& entry : entries) {
    if (entry.d_tag == DT_NULL)
      break;
    if (entry.d_tag == DT_RELA)
      address = entry.d_un.d_ptr;
    if (entry.d_tag == DT_RELASZ)
      bytes = entry.d_un.d_val;
  }
  const auto place = layout.locate(address);
  if (address == 0 || !place)
    return;
  offset_ = place->offset;
  count_ = std::min({bytes, place->file_bytes, kMaxRelocations * sizeof(Elf64_Rela)}) /
           sizeof(Elf64_Rela);
}

template <typename Visit> void ElfRelocations::each(Visit&& visit) const {
  std::vector<Elf64_Rela> rows(std::min(count_, kRowsPerRead));
  for (uint64_t first = 0; first < count_; first += rows.size()) {
    const uint64_t wanted = std::min<uint64_t>(rows.size(), count_ - first);
    const uint64_t got = read_fully(fd_, rows.data(), wanted * sizeof(Elf64_Rela),
                                    offset_ + first * sizeof(Elf64_Rela)) /
                         sizeof(Elf64_Rela);
    for (uint64_t i = 0; i < got; i++) {
      if (ELF64_R_TYPE(rows[i].r_info) == R_X86_64_RELATIVE)
        visit(rows[i].r_offset, static_cast<uint64_t>(rows[i].r_addend));
    }
    if (got < wanted)
      return;
  }
}

void ElfRelocations::apply(uint64_t address, std::string* bytes) const {
  each([&](uint64_t place, uint64_t value) {
    const uint64_t into = place - address;  // wraps where it lies before
    if (into < bytes->size() && bytes->size() - into >= sizeof value)
      memcpy(bytes->data() + into, &value, sizeof value);
  });
}

std::vector<uint64_t> ElfRelocations::places_of(uint64_t value, size_t limit) const {
  std::vector<uint64_t> places;
  each([&](uint64_t place, uint64_t target) {
    if (target == value && places.size() < limit)
      places.push_back(place);
  });
  return places;
}

}  // namespace meshprof
