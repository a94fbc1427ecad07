// SPDX-License-Identifier: Apache-2.0
// A binary inside the reader: everything that can be asked about it, worked out when it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "index_file.h"
#include "index_sources.h"
#include "symbols/elf_image.h"
#include "thread_entries.h"
#include "unwind/function_decoder.h"

namespace meshprof::reader {

class OpenBinary {
 public:
  explicit OpenBinary(UniqueFd file);

  const ElfImage& image() const { return image_; }

  struct Name {
    std::string name;    // fit to show; empty if nothing proves one
    std::string file;    // likewise
    uint8_t source = 0;  // NameSource
    uint64_t start = 0;  // of the function, where it is known; else the address itself
  };
  // From the symbol tables, else from the index where one is attached.
  Name name(uint64_t address);

  std::vector<CodeRange> thread_entries();

  DecodedFunction unwind(uint64_t address) { return decoder_.decode(address); }
  // kNoInfo where the call enters none.
  DecodedFunction entered_interpreter(uint64_t return_address);

  // False if it is of no use (an index that is damaged).
  bool attach(Attachment what, UniqueFd file);

  // Writes what the expensive sources know. False if it cannot be written; `problem` as in
  // IndexContent.
  bool build_index(int fd, std::string& problem);

  // The name that it gives its debug file, or empty.
  std::string debug_link() const;

  // SHA-256 of the file's content.
  std::string digest() const;

 private:
  ElfImage image_;
  FunctionDecoder decoder_;
  std::optional<IndexFile> index_;
  std::vector<Attached> attached_;
};

}  // namespace meshprof::reader
