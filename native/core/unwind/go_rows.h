// SPDX-License-Identifier: Apache-2.0
// Unwinding rows of Go functions, which have no .eh_frame, from Go's own function table.
#pragma once

#include <memory>
#include <optional>

#include "elf_file_view.h"
#include "function_unwind.h"

namespace meshprof {

class GoModule;

class GoRows {
 public:
  explicit GoRows(const ElfFileView& file);
  ~GoRows();

  // The function that holds the address; nullopt where Go's table has none. Looks for the table at
  // the first question.
  std::optional<FunctionUnwind> find(uint64_t elf_address);

 private:
  const ElfFileView& file_;
  bool opened_ = false;
  std::unique_ptr<GoModule> module_;
};

}  // namespace meshprof
