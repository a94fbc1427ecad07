// SPDX-License-Identifier: Apache-2.0
// Writes small ELF files for tests, well-formed unless the test breaks them afterwards.
#pragma once

#include <elf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <vector>

#include "../elf_image.h"

namespace meshprof::test {

struct BuiltSymbol {
  std::string name;
  uint64_t address;
  uint64_t size;
  unsigned char type = STT_FUNC;
  unsigned char binding = STB_GLOBAL;
  uint16_t section = 1;
};

// One executable segment: file [0x1000, 0x3000) at address 0x401000. Sections: 0 none, 1 text, 2
// symbols, 3 strings.
struct BuiltElf {
  std::string bytes;
  Elf64_Ehdr* header() { return reinterpret_cast<Elf64_Ehdr*>(bytes.data()); }
  Elf64_Phdr* segments() { return reinterpret_cast<Elf64_Phdr*>(bytes.data() + header()->e_phoff); }
  Elf64_Shdr* sections() { return reinterpret_cast<Elf64_Shdr*>(bytes.data() + header()->e_shoff); }
};

inline constexpr uint64_t kTextAddress = 0x401000;
inline constexpr uint64_t kTextOffset = 0x1000;
inline constexpr uint64_t kTextBytes = 0x2000;

inline uint64_t append(std::string* bytes, const void* data, size_t size) {
  bytes->resize((bytes->size() + 7) / 8 * 8);
  const uint64_t offset = bytes->size();
  bytes->append(static_cast<const char*>(data), size);
  return offset;
}

inline BuiltElf build_elf(const std::vector<BuiltSymbol>& symbols,
                          uint32_t table_type = SHT_SYMTAB) {
  std::string strings(1, '\0');
  std::vector<Elf64_Sym> table(1);
  for (const BuiltSymbol& symbol : symbols) {
    table.push_back({static_cast<uint32_t>(strings.size()),
                     static_cast<unsigned char>(ELF64_ST_INFO(symbol.binding, symbol.type)), 0,
                     symbol.section, symbol.address, symbol.size});
    strings += symbol.name + '\0';
  }

  BuiltElf elf;
  elf.bytes.resize(kTextOffset + kTextBytes);
  const unsigned char note[] = {4,   0,   0,   0, 4,    0,    0,    0,   NT_GNU_BUILD_ID, 0, 0, 0,
                                'G', 'N', 'U', 0, 0xc0, 0xff, 0xee, 0x01};
  const uint64_t note_at = append(&elf.bytes, note, sizeof note);
  const uint64_t table_at = append(&elf.bytes, table.data(), table.size() * sizeof table[0]);
  const uint64_t strings_at = append(&elf.bytes, strings.data(), strings.size());

  Elf64_Phdr segments[2] = {};
  segments[0] = {PT_LOAD,      PF_R | PF_X, kTextOffset, kTextAddress,
                 kTextAddress, kTextBytes,  kTextBytes,  0x1000};
  segments[1] = {PT_NOTE, PF_R, note_at, 0, 0, sizeof note, sizeof note, 4};
  Elf64_Shdr sections[4] = {};
  sections[1] = {
      0, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, kTextAddress, kTextOffset, kTextBytes, 0, 0, 16,
      0};
  sections[2] = {0, table_type,     0, 0, table_at, table.size() * sizeof table[0], 3, 1,
                 8, sizeof table[0]};
  sections[3] = {0, SHT_STRTAB, 0, 0, strings_at, strings.size(), 0, 0, 1, 0};

  Elf64_Ehdr header = {};
  memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  header.e_type = ET_DYN;
  header.e_machine = EM_X86_64;
  header.e_version = EV_CURRENT;
  header.e_ehsize = sizeof header;
  header.e_phentsize = sizeof segments[0];
  header.e_phnum = 2;
  header.e_shentsize = sizeof sections[0];
  header.e_shnum = 4;
  header.e_phoff = append(&elf.bytes, segments, sizeof segments);
  header.e_shoff = append(&elf.bytes, sections, sizeof sections);
  memcpy(elf.bytes.data(), &header, sizeof header);
  return elf;
}

// An anonymous file with that content and, if larger, that size (sparse).
inline UniqueFd file_of(const std::string& bytes, uint64_t size = 0) {
  UniqueFd file(memfd_create("elf-test", MFD_CLOEXEC));
  if (write(file.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    return UniqueFd();
  if (size > bytes.size() && ftruncate(file.get(), static_cast<off_t>(size)) != 0)
    return UniqueFd();
  return file;
}

inline ElfImage image_of(const BuiltElf& elf, uint64_t size = 0) {
  return ElfImage(file_of(elf.bytes, size), std::max<uint64_t>(size, elf.bytes.size()));
}

inline std::string name_at(ElfImage* image, uint64_t address) {
  const auto function = image->find(address);
  return function ? function->name : "";
}

}  // namespace meshprof::test
