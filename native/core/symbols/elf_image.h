// SPDX-License-Identifier: Apache-2.0
// One ELF file: how offsets in it map to its virtual addresses, its build id, and the names of its
// functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "elf_headers.h"
#include "function_table.h"
#include "resolved_frame.h"
#include "unique_fd.h"

namespace meshprof {

class ElfImage {
 public:
  struct Function {
    std::string name;  // demangled, not yet made fit to show
    NameSource source;
  };

  // Reads headers and notes only. Takes any file: one that is no ELF for this kind of machine, or a
  // broken one, has a problem() and names nothing.
  ElfImage(UniqueFd file, uint64_t file_bytes);

  int fd() const { return file_.get(); }
  uint64_t file_bytes() const { return file_bytes_; }

  const std::string& build_id() const { return headers_.build_id; }
  const ElfHeaders& headers() const { return headers_; }

  // Virtual address of a byte that is mapped executable; nullopt if no executable segment holds it.
  std::optional<uint64_t> address_of(uint64_t file_offset) const;

  // The function whose range covers the address, from .symtab, else .dynsym. Reads the tables at
  // the first call.
  std::optional<Function> find(uint64_t address);

  // One sentence about what could not be read, or empty.
  const std::string& problem() const { return headers_.problem; }

 private:
  struct Table {
    FunctionTable functions;
    std::optional<ElfHeaders::SymbolSection> section;
  };

  void read_tables();
  Table read_table(const std::optional<ElfHeaders::SymbolSection>& section, const char* what);
  std::optional<std::string> find_in(const Table& table, uint64_t address) const;

  UniqueFd file_;
  uint64_t file_bytes_;
  ElfHeaders headers_;
  bool tables_read_ = false;
  Table symtab_, dynsym_;
};

}  // namespace meshprof
