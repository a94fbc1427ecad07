// SPDX-License-Identifier: Apache-2.0
#include "elf_image.h"

#include <algorithm>

#include "demangle.h"
#include "display_name.h"
#include "read_fully.h"
#include "symbol_reader.h"

namespace meshprof {
namespace {

// The string at `offset` of a string section, cut at the longest name that is shown. Names stay in
// the file until they are needed: Node.js has 30 MB of them.
std::optional<std::string> read_string(int fd, uint64_t strings_offset, uint64_t strings_bytes,
                                       uint32_t offset) {
  if (offset >= strings_bytes)
    return std::nullopt;
  const size_t room = std::min<uint64_t>(strings_bytes - offset, kMaxNameBytes + 1);
  std::string text(room, '\0');
  text.resize(read_fully(fd, text.data(), room, strings_offset + offset));
  text.resize(std::min(text.find('\0'), text.size()));
  if (text.empty())
    return std::nullopt;
  return text;
}

}  // namespace

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
  return {std::move(*functions), section->strings_offset, section->strings_bytes};
}

std::optional<std::string> ElfImage::find_in(const Table& table, uint64_t address) const {
  std::optional<std::string> best;
  for (const FunctionTable::Range& range : table.functions.find(address)) {
    auto name =
        read_string(file_.get(), table.strings_offset, table.strings_bytes, range.name_offset);
    if (name && (!best || is_better_alias(*name, *best)))
      best = std::move(name);
  }
  if (!best)
    return std::nullopt;
  return demangle(*best);
}

}  // namespace meshprof
