// SPDX-License-Identifier: Apache-2.0
#include "elf_image.h"

#include "demangle.h"
#include "symbol_reader.h"

namespace meshprof {

ElfImage::ElfImage(UniqueFd file, uint64_t file_bytes)
    : file_(std::move(file)), file_bytes_(file_bytes),
      headers_(read_elf_headers(file_.get(), file_bytes)) {}

std::optional<uint64_t> ElfImage::address_of(uint64_t file_offset) const {
  for (const ElfHeaders::Segment& segment : headers_.executable_segments) {
    if (file_offset >= segment.offset && file_offset - segment.offset < segment.file_bytes) {
      return file_offset - segment.offset + segment.address;
    }
  }
  return std::nullopt;
}

std::optional<ElfImage::Function> ElfImage::find(uint64_t address) {
  if (!tables_read_)
    read_tables();
  if (auto name = find_in(symtab_, address))
    return Function{std::move(*name), kNameSourceSymtab};
  if (auto name = find_in(dynsym_, address))
    return Function{std::move(*name), kNameSourceDynsym};
  return std::nullopt;
}

void ElfImage::read_tables() {
  tables_read_ = true;
  symtab_ = read_table(headers_.symtab, ".symtab");
  dynsym_ = read_table(headers_.dynsym, ".dynsym");
}

ElfImage::Table ElfImage::read_table(const std::optional<ElfHeaders::SymbolSection>& section,
                                     const char* what) {
  if (!section)
    return {};
  auto functions = read_functions(file_.get(), *section, headers_.is_64_bit);
  if (!functions) {
    headers_.problem =
        std::string(what) + " is larger than that of any program, or overlaps beyond sense";
    return {};
  }
  return {std::move(*functions), section};
}

std::optional<std::string> ElfImage::find_in(const Table& table, uint64_t address) const {
  if (!table.section)
    return std::nullopt;
  const auto best = read_best_name(file_.get(), *table.section, table.functions.find(address));
  if (!best)
    return std::nullopt;
  return demangle(*best);
}

}  // namespace meshprof
