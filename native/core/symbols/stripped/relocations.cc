// SPDX-License-Identifier: Apache-2.0
// Sources: System V ABI, AMD64 supplement 1.0, 4.4 (relocation types); gABI, "Relocation" (RELR).
#include "relocations.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "section_window.h"

#ifndef SHT_RELR  // glibc before 2.36
#define SHT_RELR 19
#endif

namespace meshprof::stripped {
namespace {

constexpr uint64_t kMaxPointerBytes = 64 << 20;  // Envoy has 4 MB of such data
constexpr uint64_t kMaxRelocations = 8'000'000;  // Envoy has 360,000
constexpr uint64_t kMaxDynamicSymbolBytes = 32 << 20;
constexpr uint64_t kMaxExternals = 2'000'000;
constexpr size_t kMaxExternalNameBytes = 16 << 20;  // of all
constexpr size_t kMaxCopies = 1000;
constexpr size_t kMaxNameBytes = 4096;

// Not `.data` or `.got`: they hold pointers of all kinds side by side, which can look like a vtable
// by chance.
bool may_hold_vtables(const Section& section, bool has_fixed_addresses) {
  if (section.is_executable || section.type != SHT_PROGBITS || section.address % 8 != 0)
    return false;
  return section.name.starts_with(".data.rel.ro") ||
         (has_fixed_addresses && section.name.starts_with(".rodata"));
}

bool load_sections(int fd, const LoadedSections& layout, PointerData* data) {
  uint64_t total = 0;
  for (const Section& section : layout.sections) {
    if (!may_hold_vtables(section, layout.has_fixed_addresses))
      continue;
    total += section.size;
    if (total > kMaxPointerBytes)
      return false;
    PointerSection loaded{section.address, std::vector<uint64_t>(section.size / 8), {}, {}, {}};
    read_fully(fd, loaded.words.data(), loaded.words.size() * 8, section.offset);
    loaded.is_pointer.resize(loaded.words.size(), layout.has_fixed_addresses);
    loaded.is_target.resize(loaded.words.size());
    loaded.is_used.resize(loaded.words.size());
    data->mutable_sections()->push_back(std::move(loaded));
  }
  return true;
}

// Symbols by index, and their names.
class DynamicSymbols {
 public:
  DynamicSymbols(int fd, const LoadedSections& layout) : fd_(fd) {
    const auto table =
        std::find_if(layout.sections.begin(), layout.sections.end(),
                     [](const Section& section) { return section.type == SHT_DYNSYM; });
    strings_ = layout.named(".dynstr");
    if (table == layout.sections.end() || table->size > kMaxDynamicSymbolBytes)
      return;
    symbols_.resize(table->size / sizeof(Elf64_Sym));
    read_fully(fd, symbols_.data(), symbols_.size() * sizeof(Elf64_Sym), table->offset);
  }

  const Elf64_Sym* at(uint64_t index) const {
    return index < symbols_.size() ? &symbols_[index] : nullptr;
  }

  std::string name(const Elf64_Sym& symbol) const {
    if (strings_ == nullptr || symbol.st_name >= strings_->size)
      return "";
    std::string text(std::min<uint64_t>(strings_->size - symbol.st_name, kMaxNameBytes), '\0');
    text.resize(read_fully(fd_, text.data(), text.size(), strings_->offset + symbol.st_name));
    const size_t end = text.find('\0');
    return end == std::string::npos ? "" : text.substr(0, end);
  }

  // Of a symbol of another binary. Names are kept of what describes classes, one of each symbol.
  uint32_t external_id(uint64_t index, PointerData* data) {
    const auto [known, is_new] = external_ids_.try_emplace(index, 0);
    if (!is_new)
      return known->second;
    std::string text = name(symbols_[index]);
    if (!text.starts_with("_ZT") || text.size() > name_bytes_left_)
      text.clear();
    name_bytes_left_ -= text.size();
    return known->second = data->add_external_name(std::move(text));
  }

 private:
  int fd_;
  std::vector<Elf64_Sym> symbols_;
  std::unordered_map<uint64_t, uint32_t> external_ids_;  // by index
  size_t name_bytes_left_ = kMaxExternalNameBytes;
  const Section* strings_ = nullptr;
};

void apply(const Elf64_Rela& relocation, DynamicSymbols* symbols, PointerData* data) {
  const uint64_t type = ELF64_R_TYPE(relocation.r_info);
  const auto addend = static_cast<uint64_t>(relocation.r_addend);
  if (type == R_X86_64_RELATIVE || type == R_X86_64_IRELATIVE)
    return data->set(relocation.r_offset, addend);
  if (type != R_X86_64_64 && type != R_X86_64_GLOB_DAT && type != R_X86_64_COPY)
    return;
  const uint64_t index = ELF64_R_SYM(relocation.r_info);
  const Elf64_Sym* symbol = symbols->at(index);
  if (symbol == nullptr)
    return;
  if (type == R_X86_64_COPY && data->copies().size() < kMaxCopies)
    data->add_copy(relocation.r_offset, symbols->name(*symbol));
  else if (type != R_X86_64_COPY && symbol->st_shndx != SHN_UNDEF)
    data->set(relocation.r_offset, symbol->st_value + addend);
  else if (type != R_X86_64_COPY && data->externals().size() < kMaxExternals)
    data->set_external(relocation.r_offset, symbols->external_id(index, data), relocation.r_addend);
}

bool apply_all(int fd, const Section& section, DynamicSymbols* symbols, uint64_t* budget,
               PointerData* data) {
  SectionWindow window(fd, section);
  const uint64_t count = section.size / sizeof(Elf64_Rela);
  if (count > *budget)
    return false;
  *budget -= count;
  for (uint64_t i = 0; i < count; i++) {
    const auto bytes = window.bytes(i * sizeof(Elf64_Rela), sizeof(Elf64_Rela));
    if (bytes.size() < sizeof(Elf64_Rela))
      break;
    Elf64_Rela relocation;
    memcpy(&relocation, bytes.data(), sizeof relocation);
    apply(relocation, symbols, data);
  }
  return true;
}

// The words that packed relative relocations name hold their address already.
void mark_packed(uint64_t address, PointerData* data) {
  if (const uint64_t* word = data->word(address))
    data->set(address, *word);
}

bool apply_packed(int fd, const Section& section, uint64_t* budget, PointerData* data) {
  SectionWindow window(fd, section);
  const uint64_t count = section.size / 8;
  if (count > *budget / 64)
    return false;
  *budget -= count * 64;
  uint64_t next = 0;
  for (uint64_t i = 0; i < count; i++) {
    const auto bytes = window.bytes(i * 8, 8);
    if (bytes.size() < 8)
      break;
    uint64_t entry;
    memcpy(&entry, bytes.data(), 8);
    if ((entry & 1) == 0) {
      mark_packed(entry, data);
      next = entry + 8;
      continue;
    }
    for (uint64_t bit = 0; bit < 63; bit++) {
      if ((entry >> (bit + 1) & 1) != 0)
        mark_packed(next + bit * 8, data);
    }
    next += 63 * 8;
  }
  return true;
}

// Where addresses are fixed, or packed relocations leave them in place, writable data is full of
// addresses that nothing lists for us.
void note_pointers_in_other_data(int fd, const LoadedSections& layout, PointerData* data) {
  uint64_t budget = kMaxPointerBytes;
  for (const Section& section : layout.sections) {
    if (section.is_executable || !section.is_writable || section.address % 8 != 0 ||
        section.size > budget || data->word(section.address) != nullptr)
      continue;
    budget -= section.size;
    SectionWindow window(fd, section);
    for (uint64_t at = 0; at + 8 <= section.size; at += 8) {
      const auto bytes = window.bytes(at, 8);
      if (bytes.size() < 8)
        break;
      uint64_t value;
      memcpy(&value, bytes.data(), 8);
      if (layout.at(value) != nullptr)
        data->add_pointer_elsewhere(value);
    }
  }
}

}  // namespace

std::optional<PointerData> read_pointer_data(int fd, const LoadedSections& layout) {
  PointerData data;
  if (!load_sections(fd, layout, &data))
    return std::nullopt;
  DynamicSymbols symbols(fd, layout);
  uint64_t budget = kMaxRelocations;
  bool leaves_addresses_in_place = layout.has_fixed_addresses;
  for (const Section& section : layout.sections) {
    if (section.type == SHT_RELA && !apply_all(fd, section, &symbols, &budget, &data))
      return std::nullopt;
    if (section.type != SHT_RELR)
      continue;
    leaves_addresses_in_place = true;
    if (!apply_packed(fd, section, &budget, &data))
      return std::nullopt;
  }
  if (leaves_addresses_in_place)
    note_pointers_in_other_data(fd, layout, &data);
  data.finish();
  return data;
}

}  // namespace meshprof::stripped
