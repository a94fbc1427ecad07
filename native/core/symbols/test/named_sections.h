// SPDX-License-Identifier: Apache-2.0
// Adds sections with names to the files of elf_builder.h.
#pragma once

#include <lzma.h>

#include <string>
#include <utility>
#include <vector>

#include "elf_builder.h"

namespace meshprof::test {

inline std::string with_sections(BuiltElf elf,
                                 const std::vector<std::pair<std::string, std::string>>& added) {
  std::vector<Elf64_Shdr> rows(elf.sections(), elf.sections() + elf.header()->e_shnum);
  std::string names(1, '\0');
  for (const auto& [name, content] : added) {
    Elf64_Shdr row = {};
    row.sh_name = static_cast<uint32_t>(names.size());
    row.sh_type = SHT_PROGBITS;
    row.sh_offset = append(&elf.bytes, content.data(), content.size());
    row.sh_size = content.size();
    names += name + '\0';
    rows.push_back(row);
  }
  Elf64_Shdr strings = {};
  strings.sh_type = SHT_STRTAB;
  strings.sh_offset = append(&elf.bytes, names.data(), names.size());
  strings.sh_size = names.size();
  rows.push_back(strings);
  const uint64_t table = append(&elf.bytes, rows.data(), rows.size() * sizeof rows[0]);
  elf.header()->e_shoff = table;
  elf.header()->e_shnum = static_cast<uint16_t>(rows.size());
  elf.header()->e_shstrndx = static_cast<uint16_t>(rows.size() - 1);
  return elf.bytes;
}

inline std::string compress_xz(const std::string& bytes) {
  std::string compressed(lzma_stream_buffer_bound(bytes.size()), '\0');
  size_t size = 0;
  if (lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, nullptr,
                              reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(),
                              reinterpret_cast<uint8_t*>(compressed.data()), &size,
                              compressed.size()) != LZMA_OK) {
    return "";
  }
  compressed.resize(size);
  return compressed;
}

}  // namespace meshprof::test
