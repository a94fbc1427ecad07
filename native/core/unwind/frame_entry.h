// SPDX-License-Identifier: Apache-2.0
// One frame description entry (FDE) of .eh_frame with the common information entry (CIE) it refers
// to (Linux Standard Base core, 10.6; DWARF 5, 6.4.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "byte_cursor.h"
#include "elf_file_view.h"

namespace meshprof {

struct CommonInformation {
  uint64_t code_alignment = 1;
  int64_t data_alignment = 1;
  uint8_t pointer_encoding = 0;  // DW_EH_PE_*
  bool has_augmentation_data = false;
  bool signal_frame = false;
  std::vector<std::byte> instructions;
  uint64_t instructions_address = 0;
};

struct FrameEntry {
  uint64_t start = 0;
  uint64_t limit = 0;
  CommonInformation common;
  std::vector<std::byte> instructions;
  uint64_t instructions_address = 0;
};

// The head that CIE and FDE share.
struct EntryHead {
  uint64_t address = 0;        // of the entry
  uint64_t body = 0;           // address after the length
  uint64_t bytes = 0;          // of the body
  uint64_t common = 0;         // FDE: address of its CIE
  bool is_common = false;      // CIE
  bool is_terminator = false;  // length 0
};

// An encoded pointer (LSB core, 10.5.1). nullopt for encodings that no code address has.
std::optional<uint64_t> read_pointer(ByteCursor& cursor, uint8_t encoding);

std::optional<EntryHead> read_entry_head(const ElfFileView& file, uint64_t address);
std::optional<CommonInformation> read_common_information(const ElfFileView& file, uint64_t address);
std::optional<FrameEntry> read_frame_entry(const ElfFileView& file, uint64_t address);

// The addresses that an FDE covers, without its instructions. `common` remembers CIEs by address.
std::optional<ElfFileView::Range>
read_covered_range(const ElfFileView& file, const EntryHead& head,
                   std::map<uint64_t, std::optional<CommonInformation>>& common);

}  // namespace meshprof
