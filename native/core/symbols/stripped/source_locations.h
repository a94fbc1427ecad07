// SPDX-License-Identifier: Apache-2.0
// Recognises places in source files in a function's code: the address of a file name and a line
// number (`__FILE__`), or that of a record of both, prepared for the same call.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "file_names.h"
#include "instruction.h"
#include "location_records.h"

namespace meshprof::stripped {

class SourceLocations {
 public:
  static constexpr uint64_t kNone = 0;
  static constexpr uint64_t kSeveral = 1;

  // What a function says about its source file.
  struct Found {
    uint64_t file = kNone;  // address of the one file name that all places name; kNone, kSeveral
    // If not 0, the proof is this record, and holds only if it is alone.
    uint64_t record = 0;
  };

  SourceLocations(const FileNames& files, LocationRecords* records)
      : files_(files), records_(records) {}

  // An instruction of the function, in order.
  void note(const Instruction& instruction);
  // The instruction just noted gives this address.
  void note_address(uint64_t address);
  // Ends the function.
  Found finish();

 private:
  static constexpr uint8_t kInMemory = 6;
  static constexpr uint8_t kNoArgument = 7;

  // What is prepared for the next call: an address, or a number that could be a line's.
  struct Preparation {
    uint64_t value;
    size_t instruction;
    uint8_t argument;  // 0 to 5, kInMemory, kNoArgument
    bool is_address;
  };

  static uint8_t argument_of(const Instruction& instruction);
  void prepare(uint64_t value, bool is_address);
  bool is_line_of(const Preparation& line, const Preparation& file) const;
  bool may_be_end_of_table(const Preparation& address) const;
  bool is_argument(const Preparation& record) const;
  void note_file(uint64_t file);
  void settle();

  static constexpr size_t kMaxPreparations = 16;
  const FileNames& files_;
  LocationRecords* records_;
  Instruction last_;
  size_t instruction_ = 0;
  std::array<Preparation, kMaxPreparations> prepared_;
  size_t prepared_count_ = 0;
  uint64_t file_ = kNone;
  bool has_proof_ = false;
  uint64_t proving_record_ = 0;
};

}  // namespace meshprof::stripped
