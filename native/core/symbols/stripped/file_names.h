// SPDX-License-Identifier: Apache-2.0
// Texts in read-only data that name a source file, as `__FILE__` leaves them there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "loaded_sections.h"

namespace meshprof::stripped {

class FileNames {
 public:
  // Of translation units (.c, .cc, .cpp, .cxx) only: what a header says is compiled into others.
  static FileNames read(int fd, const LoadedSections& layout);

  // The file name that starts at an address, which is the start of a text or of a path's last
  // parts; empty where none does.
  std::string_view at(uint64_t address) const;
  // True if the address lies in a text that ends like a file name, wherever.
  bool holds(uint64_t address) const { return find(address) != nullptr; }
  // True if what lies before the text is another text. Where it is not (a table), the end of the
  // table has the same address, and code that refers to one may mean the other.
  bool follows_text(uint64_t address) const;
  // True if one address starts what the other ends with: `a/b.cc` and its `b.cc`.
  bool are_same_file(uint64_t a, uint64_t b) const;

  size_t size() const { return texts_.size(); }

 private:
  struct Text {
    uint64_t start, limit;  // without the NUL at the end
    std::string name;
    bool follows_text;
  };

  void note(uint64_t start, std::string name, bool follows_text);
  const Text* find(uint64_t address) const;

  static constexpr uint64_t kBlockBytes = 64;
  std::vector<Text> texts_;  // sorted
  size_t name_bytes_ = 0;
  uint64_t first_block_ = 0;
  std::vector<bool> blocks_;  // which of the 64-byte blocks hold one: most addresses end here
};

}  // namespace meshprof::stripped
