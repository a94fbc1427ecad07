// SPDX-License-Identifier: Apache-2.0
// One binary and what was handed over with it, with the names of every source.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "../debug/debug_file.h"
#include "../elf_headers.h"
#include "../elf_layout.h"
#include "../named_functions.h"
#include "../resolved_frame.h"

namespace meshprof {

struct OpenedBinary {
  struct Source {
    NameSource source;
    NamedFunctions names;
  };

  int fd = -1;
  uint64_t file_bytes = 0;
  ElfHeaders headers;
  ElfLayout layout;
  BinaryIdentity identity;
  int debug_fd = -1;  // or -1
  std::vector<Source>
      sources;  // in order of precedence; those that the binary does not have are empty

  // The function that the first source names there, or nullptr.
  const NamedFunction* find(uint64_t address) const;

  // All functions that symbols name, each address once, by start.
  std::vector<NamedFunction> all_functions() const;
};

// nullopt and `problem` if the file is no ELF file of this kind of machine. Descriptors other than
// `fd` may be -1. `module` is what names by address start with.
std::optional<OpenedBinary> open_binary(int fd, int debug_fd, int pack_fd,
                                        const std::string& module, std::string* problem);

}  // namespace meshprof
