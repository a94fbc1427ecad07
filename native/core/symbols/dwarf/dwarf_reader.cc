// SPDX-License-Identifier: Apache-2.0
#include "dwarf_reader.h"

#include <dwarf.h>
#include <gelf.h>
#include <libelf.h>

#include <cstdlib>
#include <string_view>
#include <unordered_map>

#include "../demangle.h"

namespace meshprof {
namespace {

std::string linkage_name(Dwarf_Die* die) {
  Dwarf_Attribute attribute;
  for (const unsigned name : {DW_AT_linkage_name, DW_AT_MIPS_linkage_name}) {
    if (dwarf_attr_integrate(die, name, &attribute) == nullptr)
      continue;
    if (const char* text = dwarf_formstring(&attribute))
      return text;
  }
  return "";
}

std::string function_name(Dwarf_Die* die) {
  const std::string linkage = linkage_name(die);
  if (!linkage.empty())
    return demangle(linkage);
  const char* name = dwarf_diename(die);
  return name == nullptr ? "" : name;
}

std::string text_or_empty(const char* text) {
  return text == nullptr ? "" : text;
}

// Where the call of an inlined function stands, in the function around it.
void read_call_site(Dwarf_Die* unit, Dwarf_Die* inlined, SourceFrame* caller) {
  Dwarf_Attribute attribute;
  Dwarf_Word value;
  Dwarf_Files* files;
  size_t count;
  if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attribute), &value) == 0)
    caller->line = static_cast<int>(value);
  if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute), &value) == 0 &&
      dwarf_getsrcfiles(unit, &files, &count) == 0 && value < count) {
    caller->file = text_or_empty(dwarf_filesrc(files, value, nullptr, nullptr));
  }
}

int collect_file(Dwarf_Die* function, void* data) {
  auto* files = static_cast<std::unordered_map<uint64_t, std::string>*>(data);
  Dwarf_Addr start;
  if (dwarf_entrypc(function, &start) == 0) {
    if (const char* file = dwarf_decl_file(function))
      files->try_emplace(start, file);
  }
  return DWARF_CB_OK;
}

// libdw looks for the end of a text, and does not look whether it is still in the section (0.188,
// found by dwarf_fuzz.cc).
bool is_ended(Elf_Scn* section, const GElf_Shdr& header) {
  if ((header.sh_flags & SHF_COMPRESSED) != 0 && elf_compress(section, 0, 0) < 0)
    return false;
  const Elf_Data* data = elf_getdata(section, nullptr);
  if (data == nullptr || data->d_size == 0 || data->d_buf == nullptr)
    return true;
  return static_cast<const char*>(data->d_buf)[data->d_size - 1] == '\0';
}

bool has_ended_texts(Elf* elf) {
  size_t names;
  if (elf_getshdrstrndx(elf, &names) != 0)
    return false;
  for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf, section)) != nullptr;) {
    GElf_Shdr header;
    const char* name = gelf_getshdr(section, &header) == nullptr
                           ? nullptr
                           : elf_strptr(elf, names, header.sh_name);
    for (const std::string_view texts : {".debug_str", ".debug_line_str"}) {
      if (name != nullptr && name == texts && !is_ended(section, header))
        return false;
    }
  }
  return true;
}

}  // namespace

DwarfReader::DwarfReader(int fd) {
  elf_version(EV_CURRENT);
  elf_.reset(elf_begin(fd, ELF_C_READ, nullptr));
  if (elf_ == nullptr || !has_ended_texts(elf_.get()))
    return;
  dwarf_.reset(dwarf_begin_elf(elf_.get(), DWARF_C_READ, nullptr));
  Dwarf_CU* unit = nullptr;
  // A file may have DWARF sections of other kinds alone, such as .debug_frame.
  if (dwarf_ != nullptr &&
      dwarf_get_units(dwarf_.get(), nullptr, &unit, nullptr, nullptr, nullptr, nullptr) != 0) {
    dwarf_.reset();
  }
}

Dwarf_Die* DwarfReader::unit_at(uint64_t address, Dwarf_Die* unit) {
  if (dwarf_addrdie(dwarf_.get(), address, unit) != nullptr)
    return unit;
  // Without .debug_aranges, which clang does not write.
  Dwarf_CU* at = nullptr;
  while (dwarf_get_units(dwarf_.get(), at, &at, nullptr, nullptr, unit, nullptr) == 0) {
    if (dwarf_haspc(unit, address) > 0)
      return unit;
  }
  return nullptr;
}

std::vector<SourceFrame> DwarfReader::frames_at(uint64_t address) {
  std::vector<SourceFrame> frames;
  Dwarf_Die unit_memory;
  Dwarf_Die* unit = dwarf_ == nullptr ? nullptr : unit_at(address, &unit_memory);
  Dwarf_Die* found = nullptr;
  if (unit == nullptr || dwarf_getscopes(unit, address, &found) <= 0)
    return frames;
  // These scopes are those of the source: around an inlined function where it is defined. Its
  // parents in the tree are where it was inlined.
  const std::unique_ptr<Dwarf_Die, decltype(&free)> innermost(found, free);
  Dwarf_Die* parents = nullptr;
  const int count = dwarf_getscopes_die(innermost.get(), &parents);
  const std::unique_ptr<Dwarf_Die, decltype(&free)> scopes(parents, free);

  SourceFrame frame;
  if (Dwarf_Line* line = dwarf_getsrc_die(unit, address)) {
    frame.file = text_or_empty(dwarf_linesrc(line, nullptr, nullptr));
    dwarf_lineno(line, &frame.line);
  }
  for (int i = 0; i < count; i++) {
    Dwarf_Die* scope = &scopes.get()[i];
    const int tag = dwarf_tag(scope);
    if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram)
      continue;
    frame.function = function_name(scope);
    frame.is_inlined = tag == DW_TAG_inlined_subroutine;
    frames.push_back(frame);
    if (!frame.is_inlined)
      break;  // scopes beyond are where it was declared
    frame = {};
    read_call_site(unit, scope, &frame);
  }
  return frames;
}

void DwarfReader::add_files(std::vector<NamedFunction>* functions) {
  if (dwarf_ == nullptr)
    return;
  std::unordered_map<uint64_t, std::string> files;
  Dwarf_Die unit;
  Dwarf_CU* at = nullptr;
  while (dwarf_get_units(dwarf_.get(), at, &at, nullptr, nullptr, &unit, nullptr) == 0)
    dwarf_getfuncs(&unit, collect_file, &files, 0);
  for (NamedFunction& function : *functions) {
    const auto found = files.find(function.start);
    if (found != files.end())
      function.file = found->second;
  }
}

}  // namespace meshprof
