// SPDX-License-Identifier: Apache-2.0
// Source files, lines and inlined functions from DWARF, with libdw. Only for short-lived processes
// that read one file: libdw trusts its input more than the rest of this folder does.
#pragma once

#include <elfutils/libdw.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "../function_name.h"

namespace meshprof {

struct SourceFrame {
  std::string function;
  std::string file;  // empty where it is not known
  int line = 0;      // 0 where it is not known
  bool is_inlined = false;
};

class DwarfReader {
 public:
  // False for files without DWARF.
  explicit DwarfReader(int fd);
  bool has_debug_info() const { return dwarf_ != nullptr; }

  // What runs at an address, the innermost function first: inlined ones, and the one whose code it
  // is. Empty where DWARF does not know.
  std::vector<SourceFrame> frames_at(uint64_t address);

  // Fills in the files of functions that start where DWARF has a function.
  void add_files(std::vector<NamedFunction>* functions);

 private:
  Dwarf_Die* unit_at(uint64_t address, Dwarf_Die* unit);

  struct ElfEnd {
    void operator()(Elf* elf) const { elf_end(elf); }
  };
  struct DwarfEnd {
    void operator()(Dwarf* dwarf) const { dwarf_end(dwarf); }
  };
  std::unique_ptr<Elf, ElfEnd> elf_;
  std::unique_ptr<Dwarf, DwarfEnd> dwarf_;
};

}  // namespace meshprof
