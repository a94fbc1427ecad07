// SPDX-License-Identifier: Apache-2.0
#include "code_scan.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "instruction.h"
#include "section_window.h"

namespace meshprof::stripped {
namespace {

constexpr uint64_t kMaxCodeBytes = 256 << 20;  // Chrome has 200 MB, Envoy 65 MB
constexpr size_t kMaxInstructionBytes = 15;
constexpr size_t kMaxThunkInstructions = 8;
constexpr uint64_t kMaxComparedBytes = 64;  // functions found alike are mostly short
constexpr uint8_t kThis = 7;                // the register of the first argument, rdi

// The address that each register holds since a few instructions ago. What overwrites a register in
// between is not followed: the only use is to note which data code refers to.
class LoadedAddresses {
 public:
  void load(uint8_t reg, uint64_t address) { loaded_[reg & 15] = {address, now_}; }
  void tick() { now_++; }
  // 0 where nothing is known.
  uint64_t in(uint8_t reg) const {
    const Load& load = loaded_[reg & 15];
    return now_ - load.when <= kMaxAge ? load.address : 0;
  }

 private:
  static constexpr uint64_t kMaxAge = 12;
  struct Load {
    uint64_t address = 0, when = 0;
  };
  std::array<Load, 16> loaded_;
  uint64_t now_ = kMaxAge + 1;
};

class Scan {
 public:
  Scan(const FunctionIndex& functions, const FileNames& files, LocationRecords* records,
       const std::vector<uint64_t>& placeholder_texts, bool has_fixed_addresses, PointerData* data)
      : functions_(functions), locations_(files, records), records_(records),
        placeholder_texts_(placeholder_texts), has_fixed_addresses_(has_fixed_addresses),
        data_(data), facts_(functions.size()) {}

  // The code of one function, piece by piece.
  void function(size_t index, SectionWindow* window, const Section& section) {
    const FunctionRange& range = functions_[index];
    CodeFacts& facts = facts_[index];
    uint64_t at = range.start;
    size_t instructions = 0;
    while (at < range.limit) {
      auto bytes = window->bytes(at - section.address, range.limit - at);
      const bool is_last_piece = at + bytes.size() >= range.limit;
      if (bytes.empty())
        return fail(&facts);
      if (at == range.start && range.limit - at <= kMaxComparedBytes)
        facts.content = checksum(bytes);
      while (bytes.size() >= kMaxInstructionBytes || (is_last_piece && !bytes.empty())) {
        const Instruction instruction = decode(bytes);
        if (instruction.length == 0) {
          fail(&facts);
          return unknown_code(at, range.limit, window, section);
        }
        at += instruction.length;
        bytes = bytes.subspan(instruction.length);
        note(index, instruction, at, ++instructions);
      }
    }
    if (instructions > kMaxThunkInstructions)
      facts.jumps_to = 0;
    const SourceLocations::Found found = locations_.finish();
    facts.file = found.file;
    if (found.record != 0)
      proven_by_record_.push_back({index, found.record});
    facts.is_decoded = true;
  }

  // Bytes that are not understood, or that no function holds: whatever could be the distance to a
  // function counts as a reference to it.
  void unknown_code(uint64_t start, uint64_t limit, SectionWindow* window, const Section& section) {
    for (uint64_t at = start; at + 4 <= limit;) {
      const auto bytes = window->bytes(at - section.address, limit - at);
      if (bytes.size() < 4)
        return;
      for (size_t i = 0; i + 4 <= bytes.size(); i++) {
        int32_t distance;
        memcpy(&distance, bytes.data() + i, 4);
        note_pointer(at + i + 4 + static_cast<uint64_t>(int64_t{distance}));
      }
      at += bytes.size() - 3;
    }
  }

  void note_pointer(uint64_t value) {
    const int32_t target = functions_.starting_at(value);
    if (target < 0)
      return;
    count_reference(static_cast<size_t>(target));
    facts_[static_cast<size_t>(target)].has_other_referrers = true;
  }

  void note_pointers_in(const PointerSection& section) {
    for (size_t i = 0; i < section.words.size(); i++) {
      const int32_t target = section.is_pointer[i] ? functions_.starting_at(section.words[i]) : -1;
      if (target >= 0)
        facts_[static_cast<size_t>(target)].has_other_referrers = true;
    }
  }

  std::vector<CodeFacts> take() {
    for (const auto& [index, record] : proven_by_record_) {
      if (!records_->is_alone(record))
        facts_[index].file = SourceLocations::kNone;
    }
    return std::move(facts_);
  }

 private:
  void fail(CodeFacts* facts) {
    locations_.finish();
    facts->content = 0;
    facts->jumps_to = 0;
  }

  // FNV-1a, never 0.
  static uint32_t checksum(std::span<const uint8_t> bytes) {
    uint32_t sum = 2166136261;
    for (const uint8_t byte : bytes)
      sum = (sum ^ byte) * 16777619;
    return sum == 0 ? 1 : sum;
  }

  void count_reference_by(size_t referrer, size_t function) {
    count_reference(function);
    CodeFacts& facts = facts_[function];
    if (facts.first_referrer == CodeFacts::kNobody)
      facts.first_referrer = static_cast<uint32_t>(referrer);
    facts.last_referrer = static_cast<uint32_t>(referrer);
  }

  void count_reference(size_t function) {
    uint8_t& references = facts_[function].references;
    if (references < CodeFacts::kManyReferences)
      references++;
  }

  // `end` is the address after the instruction.
  void note(size_t index, const Instruction& instruction, uint64_t end, size_t instructions) {
    locations_.note(instruction);
    loaded_.tick();
    if (instruction.kind == Instruction::kAddConstant)
      note_addition(index, instruction, instructions);
    if (instruction.kind == Instruction::kStore)
      note_store(instruction);
    if (instruction.has_relative) {
      const uint64_t target = end + static_cast<uint64_t>(int64_t{instruction.relative});
      // The same bytes elsewhere lead to another place.
      if (target < functions_[index].start || target >= functions_[index].limit)
        facts_[index].content = 0;
      switch (instruction.kind) {
      case Instruction::kCall:
      case Instruction::kJump:
      case Instruction::kConditionalJump:
        note_branch(index, instruction.kind, target, instructions);
        break;
      case Instruction::kLoadAddress:
        loaded_.load(instruction.destination, target);
        data_->mark_used(target);
        note_address(index, target);
        break;
      default:
        data_->mark_used(target);
        break;
      }
    }
    if (!has_fixed_addresses_)
      return;
    if (instruction.has_constant) {
      data_->mark_used(instruction.constant);
      if (instruction.kind == Instruction::kMoveConstant)
        note_constant(index, instruction);
    }
    if (instruction.has_displacement)
      data_->mark_used(static_cast<uint64_t>(int64_t{instruction.displacement}));
  }

  void note_branch(size_t index, Instruction::Kind kind, uint64_t target, size_t instructions) {
    const FunctionRange& range = functions_[index];
    if (target >= range.start && target < range.limit)
      return;
    const int32_t callee = functions_.starting_at(target);
    if (callee >= 0)
      count_reference_by(index, static_cast<size_t>(callee));
    if (kind == Instruction::kJump && instructions <= kMaxThunkInstructions)
      facts_[index].jumps_to = target;
  }

  // Position-independent code loads a vtable's start and adds the place of slot 0.
  void note_addition(size_t index, const Instruction& instruction, size_t instructions) {
    if (const uint64_t address = loaded_.in(instruction.source); address != 0) {
      const uint64_t sum = address + static_cast<uint64_t>(int64_t{instruction.added});
      loaded_.load(instruction.destination, sum);
      data_->mark_used(sum);
    }
    if (instruction.destination == kThis && instruction.source == kThis &&
        instructions <= kMaxThunkInstructions)
      facts_[index].added_to_this = instruction.added;
  }

  // Constructors store the address of slot 0 in the object. Code that works on a table of another
  // kind holds addresses in it too, but reads from there.
  void note_store(const Instruction& instruction) {
    if (const uint64_t address = loaded_.in(instruction.source); address != 0)
      data_->mark_target(address);
  }

  void note_constant(size_t index, const Instruction& instruction) {
    if (instruction.destination == Instruction::kNoRegister)
      data_->mark_target(instruction.constant);
    else
      loaded_.load(instruction.destination, instruction.constant);
    note_address(index, instruction.constant);
  }

  void note_address(size_t index, uint64_t target) {
    note_pointer_unless_own(index, target);
    locations_.note_address(target);
    if (std::find(placeholder_texts_.begin(), placeholder_texts_.end(), target) !=
        placeholder_texts_.end())
      facts_[index].is_placeholder = true;
  }

  void note_pointer_unless_own(size_t index, uint64_t target) {
    const int32_t function = functions_.starting_at(target);
    if (function >= 0 && static_cast<size_t>(function) != index)
      count_reference_by(index, static_cast<size_t>(function));
  }

  const FunctionIndex& functions_;
  SourceLocations locations_;
  LocationRecords* records_;
  std::vector<std::pair<size_t, uint64_t>> proven_by_record_;  // functions and records
  LoadedAddresses loaded_;
  const std::vector<uint64_t>& placeholder_texts_;
  const bool has_fixed_addresses_;
  PointerData* data_;
  std::vector<CodeFacts> facts_;
};

}  // namespace

std::vector<CodeFacts> scan_code(int fd, const LoadedSections& layout,
                                 const FunctionIndex& functions, const FileNames& files,
                                 const std::vector<uint64_t>& placeholder_texts,
                                 PointerData* data) {
  LocationRecords records = LocationRecords::find(layout, *data, files);
  Scan scan(functions, files, &records, placeholder_texts, layout.has_fixed_addresses, data);
  uint64_t budget = kMaxCodeBytes;
  size_t index = 0;
  for (const Section& section : layout.sections) {
    if (!section.is_executable)
      continue;
    if (section.size > budget)
      return {};
    budget -= section.size;
    SectionWindow window(fd, section);
    uint64_t known_limit = section.address;
    for (; index < functions.size() && functions[index].start < section.address + section.size;
         index++) {
      scan.unknown_code(known_limit, functions[index].start, &window, section);
      scan.function(index, &window, section);
      known_limit = functions[index].limit;
    }
    scan.unknown_code(known_limit, section.address + section.size, &window, section);
  }
  for (const uint64_t value : data->pointers_elsewhere())
    scan.note_pointer(value);
  for (const PointerSection& data_section : data->sections())
    scan.note_pointers_in(data_section);
  return scan.take();
}

}  // namespace meshprof::stripped
