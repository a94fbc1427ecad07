// SPDX-License-Identifier: Apache-2.0
#include "frame_program.h"

#include <limits>

#include "frame_expression.h"

namespace meshprof {
namespace {

constexpr size_t kMaxRows = 32'768;          // 3 MB; the largest function of Envoy has 700
constexpr size_t kMaxRememberedStates = 64;  // compilers nest one or two

// DWARF 5, 7.24; the high two bits of the first three carry an operand.
enum Instruction : uint8_t {
  kAdvanceLocation = 0x40,
  kOffset = 0x80,
  kRestore = 0xc0,
  kNop = 0x00,
  kSetLocation = 0x01,
  kAdvanceLocation1 = 0x02,
  kAdvanceLocation2 = 0x03,
  kAdvanceLocation4 = 0x04,
  kOffsetExtended = 0x05,
  kRestoreExtended = 0x06,
  kUndefined = 0x07,
  kSameValue = 0x08,
  kInRegister = 0x09,
  kRememberState = 0x0a,
  kRestoreState = 0x0b,
  kDefineCfa = 0x0c,
  kDefineCfaRegister = 0x0d,
  kDefineCfaOffset = 0x0e,
  kDefineCfaExpression = 0x0f,
  kExpression = 0x10,
  kOffsetExtendedSigned = 0x11,
  kDefineCfaSigned = 0x12,
  kDefineCfaOffsetSigned = 0x13,
  kValueOffset = 0x14,
  kValueOffsetSigned = 0x15,
  kValueExpression = 0x16,
  kGnuArgumentsSize = 0x2e,
  kGnuNegativeOffsetExtended = 0x2f,
};

// Register numbers and offsets beyond these make the program ill-formed.
constexpr uint64_t kMaxRegister = 127;  // vector and mask registers have numbers, too

std::optional<SavedRegister> saved_register(uint64_t number) {
  for (size_t i = 0; i < kSavedRegisters; i++) {
    if (kSavedRegisterNumbers[i] == number)
      return static_cast<SavedRegister>(i);
  }
  return std::nullopt;
}

class Program {
 public:
  explicit Program(const FrameEntry& entry) : entry_(entry) { result_.start = entry.start; }

  std::optional<FunctionUnwind> run() {
    result_.limit = entry_.limit;
    result_.signal_frame = entry_.common.signal_frame;
    row_.start = entry_.start;
    if (!run(entry_.common.instructions, entry_.common.instructions_address))
      return std::nullopt;
    initial_ = row_;
    if (!run(entry_.instructions, entry_.instructions_address) || !finish_row(entry_.limit))
      return std::nullopt;
    return std::move(result_);
  }

 private:
  bool run(std::span<const std::byte> instructions, uint64_t address) {
    ByteCursor cursor(instructions, address);
    while (!cursor.at_end()) {
      const uint8_t instruction = cursor.u8();
      const bool is_done = is_location(instruction) ? change_location(cursor, instruction)
                           : is_cfa(instruction)    ? change_cfa(cursor, instruction)
                                                    : change_register(cursor, instruction);
      if (!is_done || !cursor.ok())
        return false;
    }
    return cursor.ok();
  }

  static bool is_location(uint8_t instruction) {
    return (instruction & 0xc0) == kAdvanceLocation ||
           (instruction >= kSetLocation && instruction <= kAdvanceLocation4);
  }
  static bool is_cfa(uint8_t instruction) {
    return (instruction >= kDefineCfa && instruction <= kDefineCfaExpression) ||
           instruction == kDefineCfaSigned || instruction == kDefineCfaOffsetSigned;
  }

  bool change_location(ByteCursor& cursor, uint8_t instruction) {
    switch (instruction) {
    case kSetLocation: {
      const auto location = read_pointer(cursor, entry_.common.pointer_encoding);
      return location && *location >= row_.start && finish_row(*location);
    }
    case kAdvanceLocation1:
      return advance(cursor.number<uint8_t>());
    case kAdvanceLocation2:
      return advance(cursor.number<uint16_t>());
    case kAdvanceLocation4:
      return advance(cursor.number<uint32_t>());
    default:
      return advance(instruction & 0x3f);
    }
  }

  bool advance(uint64_t delta) {
    const uint64_t factor = entry_.common.code_alignment;
    if (delta != 0 && factor > UINT32_MAX / delta)
      return false;
    return finish_row(row_.start + delta * factor);
  }

  // The row holds up to `next`. One that holds nowhere, or as the one before, is none.
  bool finish_row(uint64_t next) {
    std::vector<UnwindRow>& rows = result_.rows;
    const bool repeats =
        !rows.empty() && rows.back().cfa == row_.cfa && rows.back().saved == row_.saved;
    if (row_.start < next && row_.start < entry_.limit && !repeats) {
      if (rows.size() >= kMaxRows)
        return false;
      rows.push_back(row_);
    }
    row_.start = next;
    return true;
  }

  bool change_cfa(ByteCursor& cursor, uint8_t instruction) {
    CfaRule& cfa = row_.cfa;
    switch (instruction) {
    case kDefineCfa: {
      const uint64_t number = cursor.uleb();
      return define_cfa(number, static_cast<int64_t>(cursor.uleb()));
    }
    case kDefineCfaSigned: {
      const uint64_t number = cursor.uleb();
      return define_cfa(number, cursor.sleb(), entry_.common.data_alignment);
    }
    case kDefineCfaRegister:
      return cfa.kind == CfaKind::kRegister && define_cfa(cursor.uleb(), cfa.offset);
    case kDefineCfaOffset:
      return cfa.kind == CfaKind::kRegister &&
             define_cfa(cfa.base, static_cast<int64_t>(cursor.uleb()));
    case kDefineCfaOffsetSigned:
      return cfa.kind == CfaKind::kRegister &&
             define_cfa(cfa.base, cursor.sleb(), entry_.common.data_alignment);
    default:
      cfa = read_cfa_expression(take_expression(cursor));
      return cursor.ok();
    }
  }

  bool define_cfa(uint64_t number, int64_t offset, int64_t factor = 1) {
    const auto scaled = scale(offset, factor);
    if (number > kMaxRegister || !scaled)
      return false;
    row_.cfa = {CfaKind::kRegister, static_cast<uint8_t>(number), 0, *scaled, 0};
    if (number >= kRegisters)
      row_.cfa.kind = CfaKind::kUnsupported;
    return true;
  }

  bool change_register(ByteCursor& cursor, uint8_t instruction) {
    if ((instruction & 0xc0) == kOffset)
      return save(instruction & 0x3f, RuleKind::kAtCfa, static_cast<int64_t>(cursor.uleb()));
    if ((instruction & 0xc0) == kRestore)
      return restore(instruction & 0x3f);
    switch (instruction) {
    case kNop:
      return true;
    case kGnuArgumentsSize:
      cursor.uleb();
      return true;
    case kRememberState:
      remembered_.push_back(row_);
      return remembered_.size() <= kMaxRememberedStates;
    case kRestoreState:
      return restore_state();
    default:
      return change_one_register(cursor, instruction, cursor.uleb());
    }
  }

  bool change_one_register(ByteCursor& cursor, uint8_t instruction, uint64_t number) {
    switch (instruction) {
    case kOffsetExtended:
      return save(number, RuleKind::kAtCfa, static_cast<int64_t>(cursor.uleb()));
    case kOffsetExtendedSigned:
      return save(number, RuleKind::kAtCfa, cursor.sleb());
    case kGnuNegativeOffsetExtended:
      return save(number, RuleKind::kAtCfa, -static_cast<int64_t>(cursor.uleb() & INT64_MAX));
    case kValueOffset:
      return save(number, RuleKind::kCfaValue, static_cast<int64_t>(cursor.uleb()));
    case kValueOffsetSigned:
      return save(number, RuleKind::kCfaValue, cursor.sleb());
    case kRestoreExtended:
      return restore(number);
    case kUndefined:
      return set(number, {RuleKind::kUndefined, 0, 0});
    case kSameValue:
      return set(number, {RuleKind::kSame, 0, 0});
    case kInRegister:
      return set_in_register(number, cursor.uleb());
    case kExpression:
      return set(number, read_location_expression(take_expression(cursor)));
    case kValueExpression:
      take_expression(cursor);
      return set(number, {RuleKind::kUnsupported, 0, 0});
    default:
      return false;
    }
  }

  static ByteCursor take_expression(ByteCursor& cursor) {
    const uint64_t size = cursor.uleb();
    const uint64_t address = cursor.address();
    return {cursor.take(size), address};
  }

  static std::optional<int32_t> scale(int64_t offset, int64_t factor) {
    int64_t scaled = 0;
    if (__builtin_mul_overflow(offset, factor, &scaled) ||
        scaled < std::numeric_limits<int32_t>::min() ||
        scaled > std::numeric_limits<int32_t>::max()) {
      return std::nullopt;
    }
    return static_cast<int32_t>(scaled);
  }

  bool save(uint64_t number, RuleKind kind, int64_t factored_offset) {
    const auto offset = scale(factored_offset, entry_.common.data_alignment);
    return offset && set(number, {kind, 0, *offset});
  }

  bool set_in_register(uint64_t number, uint64_t other) {
    if (other >= kRegisters)
      return other <= kMaxRegister && set(number, {RuleKind::kUnsupported, 0, 0});
    return set(number, {RuleKind::kInRegister, static_cast<uint8_t>(other), 0});
  }

  bool set(uint64_t number, const RegisterRule& rule) {
    if (number > kMaxRegister)
      return false;
    if (const auto saved = saved_register(number))
      row_.saved[*saved] = rule;
    return true;
  }

  bool restore(uint64_t number) {
    if (number > kMaxRegister || !initial_)
      return false;
    if (const auto saved = saved_register(number))
      row_.saved[*saved] = initial_->saved[*saved];
    return true;
  }

  bool restore_state() {
    if (remembered_.empty())
      return false;
    const uint64_t start = row_.start;
    row_ = remembered_.back();
    row_.start = start;
    remembered_.pop_back();
    return true;
  }

  const FrameEntry& entry_;
  FunctionUnwind result_;
  UnwindRow row_;
  std::optional<UnwindRow> initial_;
  std::vector<UnwindRow> remembered_;
};

}  // namespace

std::optional<FunctionUnwind> run_frame_program(const FrameEntry& entry) {
  return Program(entry).run();
}

}  // namespace meshprof
