// SPDX-License-Identifier: Apache-2.0
// Constants that compilers make for `std::source_location` and Clang's `__builtin_source_location`:
// file, function, line and column of a place in a source file.
#pragma once

#include <cstdint>
#include <vector>

#include "file_names.h"
#include "loaded_sections.h"
#include "pointer_data.h"

namespace meshprof::stripped {

class LocationRecords {
 public:
  // Those that name a translation unit, as `files` has them.
  static LocationRecords find(const LoadedSections& layout, const PointerData& data,
                              const FileNames& files);

  // Address of the file's name of the record at an address; 0 if there is none.
  uint64_t file_of(uint64_t address) const;

  // Code passes the address of the record to a function.
  void mark_passed(uint64_t address);
  // False for a record that another one follows to which code does not do so: it may be the first
  // of a table, and the address that of the table.
  bool is_alone(uint64_t address) const;

 private:
  // Index of the word, counted from the first record; -1 if no record begins there.
  int64_t word_of(uint64_t address) const;

  struct Record {
    uint64_t address, file;
  };

  std::vector<Record> records_;  // by address
  // By word, from the first record on.
  std::vector<bool> is_record_, is_passed_;
};

}  // namespace meshprof::stripped
