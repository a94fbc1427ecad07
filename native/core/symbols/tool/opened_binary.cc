// SPDX-License-Identifier: Apache-2.0
#include "opened_binary.h"

#include <elf.h>
#include <sys/stat.h>

#include <algorithm>

#include "../debug/debug_data.h"
#include "../go/go_functions.h"
#include "../pack/symbol_pack.h"
#include "../stripped/stripped_names.h"
#include "../symbol_functions.h"

namespace meshprof {
namespace {

uint64_t size_of(int fd) {
  struct stat status;
  return fd >= 0 && fstat(fd, &status) == 0 ? static_cast<uint64_t>(status.st_size) : 0;
}

const NamedFunction* find_in(const std::vector<NamedFunction>& functions, uint64_t address) {
  const auto after = std::upper_bound(
      functions.begin(), functions.end(), address,
      [](uint64_t value, const NamedFunction& function) { return value < function.start; });
  if (after == functions.begin() || address >= (after - 1)->limit)
    return nullptr;
  return &*(after - 1);
}

NamedFunctions symbols(const OpenedBinary& binary,
                       const std::optional<ElfHeaders::SymbolSection>& section, NameSource source) {
  if (!section)
    return {};
  return read_symbol_functions(binary.fd, *section, binary.headers.is_64_bit, source);
}

// What the binary proves without symbols, one entry for each kind of proof.
void add_stripped(OpenedBinary* binary, const std::string& module) {
  auto stripped = stripped::read_stripped_names(binary->fd, binary->file_bytes, module);
  const size_t first = binary->sources.size();
  for (const NameSource source :
       {kNameSourceVtable, kNameSourceStdFunction, kNameSourceSourceFile, kNameSourceSourceUnit})
    binary->sources.push_back({source, {{}, stripped.problem}});
  for (NamedFunction& function : stripped.functions) {
    for (size_t i = first; i < binary->sources.size(); i++) {
      if (binary->sources[i].source == function.source) {
        binary->sources[i].names.functions.push_back(std::move(function));
        break;
      }
    }
  }
}

void read_sources(OpenedBinary* binary, int pack_fd, const std::string& module) {
  const auto add = [&](NameSource source, NamedFunctions names) {
    binary->sources.push_back({source, std::move(names)});
  };
  add(kNameSourceSymtab, symbols(*binary, binary->headers.symtab, kNameSourceSymtab));
  add(kNameSourceDynsym, symbols(*binary, binary->headers.dynsym, kNameSourceDynsym));
  add(kNameSourceDebugData, read_debug_data(binary->fd, binary->layout));
  add(kNameSourceDebugFile,
      binary->debug_fd < 0
          ? NamedFunctions{}
          : read_debug_file(binary->identity, binary->debug_fd, size_of(binary->debug_fd)));
  add(kNameSourceGoTable, read_go_functions(binary->fd, binary->layout));
  add(kNameSourceSymbolPack,
      pack_fd < 0 ? NamedFunctions{}
                  : read_symbol_pack(pack_fd, size_of(pack_fd), binary->headers.build_id));
  add_stripped(binary, module);
}

}  // namespace

const NamedFunction* OpenedBinary::find(uint64_t address) const {
  for (const Source& source : sources) {
    if (const NamedFunction* function = find_in(source.names.functions, address))
      return function;
  }
  return nullptr;
}

std::vector<NamedFunction> OpenedBinary::all_functions() const {
  std::vector<NamedFunction> all;
  for (const Source& source : sources) {
    if (source.source > kNameSourceSymbolPack)
      break;  // what every stripped copy proves again
    const auto before = static_cast<std::ptrdiff_t>(all.size());
    for (const NamedFunction& function : source.names.functions) {
      const auto end = all.begin() + before;
      const auto after = std::upper_bound(
          all.begin(), end, function.start,
          [](uint64_t value, const NamedFunction& known) { return value < known.start; });
      const bool is_free = (after == all.begin() || (after - 1)->limit <= function.start) &&
                           (after == end || after->start >= function.limit);
      if (is_free)
        all.push_back(function);
    }
    std::sort(all.begin(), all.end(),
              [](const NamedFunction& a, const NamedFunction& b) { return a.start < b.start; });
  }
  return all;
}

std::optional<OpenedBinary> open_binary(int fd, int debug_fd, int pack_fd,
                                        const std::string& module, std::string* problem) {
  OpenedBinary binary;
  binary.fd = fd;
  binary.debug_fd = debug_fd;
  binary.file_bytes = size_of(fd);
  binary.headers = read_elf_headers(fd, binary.file_bytes);
  auto layout = read_elf_layout(fd, binary.file_bytes);
  if (!layout) {
    *problem = binary.headers.problem.empty()
                   ? "it is a 32-bit ELF file; Meshprof reads 64-bit ones"
                   : binary.headers.problem;
    return std::nullopt;
  }
  if (layout->machine != EM_X86_64) {
    *problem = "it is for another kind of machine (ELF machine " + std::to_string(layout->machine) +
               "); Meshprof reads x86-64";
    return std::nullopt;
  }
  binary.layout = std::move(*layout);
  binary.identity = read_binary_identity(fd, binary.layout, binary.headers.build_id);
  read_sources(&binary, pack_fd, module);
  return binary;
}

}  // namespace meshprof
