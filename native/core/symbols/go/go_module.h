// SPDX-License-Identifier: Apache-2.0
// Finds Go's function table in an ELF file, and the module data that says where Go's code starts.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "../elf_layout.h"
#include "pclntab.h"

namespace meshprof {

class GoModule {
 public:
  // `module` is nullptr where the file is no Go program; `problem` is one sentence if it is one
  // but its table cannot be used.
  struct Result {
    std::unique_ptr<GoModule> module;
    std::string problem;
  };
  static Result open(int fd, const ElfLayout& layout);

  const GoPclntab& table() const { return *table_; }
  // ELF virtual address of an address in the table.
  uint64_t address_of(uint64_t start) const { return text_start_ + start; }
  // Row of the function that holds an ELF virtual address.
  std::optional<uint64_t> find(uint64_t address) const;

 private:
  GoModule() = default;

  std::string bytes_;
  std::optional<GoPclntab> table_;
  uint64_t text_start_ = 0;  // 0 for tables that hold addresses
};

}  // namespace meshprof
