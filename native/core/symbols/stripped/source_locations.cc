// SPDX-License-Identifier: Apache-2.0
#include "source_locations.h"

#include <algorithm>

namespace meshprof::stripped {
namespace {

constexpr uint64_t kMaxLine = 100'000;
// Arguments of one call are prepared close to each other, in instructions.
constexpr size_t kMaxDistance = 12;
constexpr uint64_t kMaxTableBytes = 64 << 10;

}  // namespace

// Registers of integer arguments in order: rdi, rsi, rdx, rcx, r8, r9 (System V ABI, AMD64
// supplement, 3.2.3).
uint8_t SourceLocations::argument_of(const Instruction& instruction) {
  constexpr std::array<uint8_t, 6> kRegisters = {7, 6, 2, 1, 8, 9};
  if (instruction.destination == Instruction::kNoRegister)
    return kInMemory;
  const auto found = std::find(kRegisters.begin(), kRegisters.end(), instruction.destination);
  return found == kRegisters.end() ? kNoArgument : static_cast<uint8_t>(found - kRegisters.begin());
}

void SourceLocations::prepare(uint64_t value, bool is_address) {
  // The oldest goes first: what is near the call belongs to it.
  prepared_[prepared_count_++ % kMaxPreparations] = {value, instruction_, argument_of(last_),
                                                     is_address};
}

void SourceLocations::note(const Instruction& instruction) {
  instruction_++;
  last_ = instruction;
  switch (instruction.kind) {
  case Instruction::kMoveConstant:
    if (instruction.has_constant && instruction.constant > 0 && instruction.constant <= kMaxLine)
      prepare(instruction.constant, false);
    break;
  case Instruction::kCall:
  case Instruction::kIndirectCall:
  case Instruction::kJump:
    settle();
    break;
  default:
    break;
  }
}

void SourceLocations::note_address(uint64_t address) {
  prepare(address, true);
  if (files_.holds(address))
    note_file(address);
  else if (const uint64_t file = records_->file_of(address); file != 0)
    note_file(file);
}

void SourceLocations::note_file(uint64_t address) {
  if (file_ == kNone || files_.are_same_file(file_, address))
    file_ = file_ == kNone ? address : std::min(file_, address);
  else if (file_ != address)
    file_ = kSeveral;
}

bool SourceLocations::is_line_of(const Preparation& line, const Preparation& file) const {
  if (line.is_address || line.argument == kNoArgument)
    return false;
  const size_t distance =
      std::max(line.instruction, file.instruction) - std::min(line.instruction, file.instruction);
  // A number that is the length of the text belongs to the text.
  if (distance > kMaxDistance || line.value == files_.at(file.value).size())
    return false;
  return files_.follows_text(file.value) ||
         (file.argument < kInMemory && line.argument == file.argument + 1 &&
          !may_be_end_of_table(file));
}

// Code that works on a whole table passes its start and its end, and the end is where a text lies.
bool SourceLocations::may_be_end_of_table(const Preparation& address) const {
  const auto prepared = std::span(prepared_).first(std::min(prepared_count_, kMaxPreparations));
  return std::any_of(prepared.begin(), prepared.end(), [&](const Preparation& other) {
    return other.is_address && other.value < address.value &&
           address.value - other.value <= kMaxTableBytes;
  });
}

// Code that works on a table of such records reads from there.
bool SourceLocations::is_argument(const Preparation& record) const {
  return record.argument != kNoArgument && instruction_ - record.instruction <= kMaxDistance &&
         !may_be_end_of_table(record);
}

void SourceLocations::settle() {
  const auto prepared = std::span(prepared_).first(std::min(prepared_count_, kMaxPreparations));
  for (const Preparation& file : prepared) {
    if (!file.is_address)
      continue;
    if (records_->file_of(file.value) != 0 && is_argument(file)) {
      proving_record_ = file.value;
      records_->mark_passed(file.value);
    }
    if (files_.at(file.value).empty())
      continue;
    has_proof_ |= std::any_of(prepared.begin(), prepared.end(),
                              [&](const Preparation& line) { return is_line_of(line, file); });
  }
  prepared_count_ = 0;
}

SourceLocations::Found SourceLocations::finish() {
  settle();
  Found found;
  if (file_ == kSeveral)
    found.file = kSeveral;
  else if (has_proof_ || proving_record_ != 0)
    found = {file_, has_proof_ ? 0 : proving_record_};
  file_ = kNone;
  has_proof_ = false;
  proving_record_ = 0;
  instruction_ = 0;
  return found;
}

}  // namespace meshprof::stripped
