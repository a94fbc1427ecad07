// SPDX-License-Identifier: Apache-2.0
#include "describe.h"

#include <cinttypes>
#include <cstdio>

#include "../debug/debug_link.h"
#include "../dwarf/dwarf_reader.h"
#include "../go/go_module.h"
#include "../read_fully.h"
#include "json_text.h"

namespace meshprof {
namespace {

constexpr size_t kExamples = 3;

// Functions listed in .eh_frame_hdr (LSB core, 10.6.2): 4 bytes of version and encodings, a 4-byte
// pointer, a 4-byte count as every linker writes it.
uint64_t count_unwind_entries(const OpenedBinary& binary) {
  struct {
    unsigned char version, pointer_encoding, count_encoding, table_encoding;
    uint32_t eh_frame, count;
  } head = {};
  if (!binary.layout.eh_frame_header ||
      read_fully(binary.fd, &head, sizeof head, binary.layout.eh_frame_header->offset) !=
          sizeof head) {
    return 0;
  }
  return head.version == 1 && head.count_encoding == 0x03 ? head.count : 0;
}

std::string hex(uint64_t number) {
  char text[24];
  snprintf(text, sizeof text, "\"0x%" PRIx64 "\"", number);
  return text;
}

std::string list(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items)
    text += (text.empty() ? "" : ",") + item;
  return "[" + text + "]";
}

// Spread over the table: the first functions of a program are all start-up code.
std::string examples(const std::vector<NamedFunction>& functions) {
  std::vector<std::string> names;
  for (size_t i = 1; i <= kExamples && functions.size() >= kExamples; i++)
    names.push_back(json_text(functions[functions.size() * i / (kExamples + 1)].name));
  return list(names);
}

std::string source_object(const OpenedBinary::Source& source) {
  size_t with_file = 0;
  for (const NamedFunction& function : source.names.functions)
    with_file += function.file.empty() ? 0 : 1;
  return "{\"source\":" + std::to_string(source.source) +
         ",\"functions\":" + std::to_string(source.names.functions.size()) +
         ",\"withFile\":" + std::to_string(with_file) +
         ",\"examples\":" + examples(source.names.functions) +
         ",\"problem\":" + json_text(source.names.problem) + "}";
}

std::string frame_object(const SourceFrame& frame) {
  return "{\"function\":" + json_text(frame.function) + ",\"file\":" + json_text(frame.file) +
         ",\"line\":" + std::to_string(frame.line) +
         ",\"isInlined\":" + (frame.is_inlined ? "true" : "false") + "}";
}

const char* json_bool(bool value) {
  return value ? "true" : "false";
}

}  // namespace

std::string describe(const OpenedBinary& binary) {
  std::vector<std::string> sections, sources;
  for (const ElfLayout::Section& section : binary.layout.sections)
    sections.push_back(json_text(section.name));
  for (const OpenedBinary::Source& source : binary.sources)
    sources.push_back(source_object(source));
  const auto link = read_debug_link(binary.fd, binary.layout);
  const GoModule::Result go = GoModule::open(binary.fd, binary.layout);
  std::string text =
      "{\"buildId\":" + json_text(binary.headers.build_id) +
      ",\"fileBytes\":" + std::to_string(binary.file_bytes) +
      ",\"hasSymbolTable\":" + json_bool(binary.headers.symtab.has_value()) +
      ",\"hasDwarf\":" + json_bool(DwarfReader(binary.fd).has_debug_info()) +
      ",\"debugLink\":" + (link ? json_text(link->name) : "null") +
      ",\"problem\":" + json_text(binary.headers.problem) +
      ",\"unwindEntries\":" + std::to_string(count_unwind_entries(binary)) +
      ",\"goFunctions\":" + std::to_string(go.module ? go.module->table().function_count() : 0) +
      ",\"sections\":" + list(sections) + ",\"sources\":" + list(sources) + "}";
  return text;
}

std::string resolve(const OpenedBinary& binary, const std::vector<uint64_t>& addresses,
                    bool with_inlines) {
  // The debug file has the DWARF where there is one.
  DwarfReader own(with_inlines ? binary.fd : -1);
  DwarfReader other(with_inlines ? binary.debug_fd : -1);
  DwarfReader& dwarf = other.has_debug_info() ? other : own;
  std::vector<std::string> rows;
  for (const uint64_t address : addresses) {
    const NamedFunction* function = binary.find(address);
    std::vector<std::string> frames;
    for (const SourceFrame& frame : dwarf.frames_at(address))
      frames.push_back(frame_object(frame));
    rows.push_back("{\"address\":" + hex(address) +
                   ",\"name\":" + json_text(function ? function->name : "") +
                   ",\"file\":" + json_text(function ? function->file : "") +
                   ",\"source\":" + std::to_string(function ? function->source : 0) +
                   ",\"start\":" + (function ? hex(function->start) : "null") +
                   ",\"frames\":" + list(frames) + "}");
  }
  return list(rows);
}

}  // namespace meshprof
