// SPDX-License-Identifier: Apache-2.0
#include "frame_expression.h"

#include <limits>

namespace meshprof {
namespace {

constexpr CfaRule kUnsupported{CfaKind::kUnsupported, 0, 0, 0, 0};

// DWARF 5, 7.7.1
constexpr uint8_t kDereference = 0x06;
constexpr uint8_t kAnd = 0x1a;
constexpr uint8_t kMultiply = 0x1e;
constexpr uint8_t kPlus = 0x22;
constexpr uint8_t kPlusConstant = 0x23;
constexpr uint8_t kShiftLeft = 0x24;
constexpr uint8_t kGreaterOrEqual = 0x2a;
constexpr uint8_t kLiteral0 = 0x30;
constexpr uint8_t kBaseRegister0 = 0x70;

struct Based {
  uint8_t base = 0;
  int32_t offset = 0;
  bool ok = false;
};

bool fits(int64_t value) {
  return value >= std::numeric_limits<int32_t>::min() &&
         value <= std::numeric_limits<int32_t>::max();
}

Based read_based(ByteCursor& expression) {
  const uint8_t operation = expression.u8();
  const int64_t offset = expression.sleb();
  if (!expression.ok() || operation < kBaseRegister0 ||
      operation > kBaseRegister0 + kReturnAddress || !fits(offset)) {
    return {};
  }
  return {static_cast<uint8_t>(operation - kBaseRegister0), static_cast<int32_t>(offset), true};
}

// rsp + 8 + ((rip & 15) >= N) << 3, as linkers describe .plt. True once the rest of it is read.
bool is_linkage_table(ByteCursor& expression, int32_t* first_pushed) {
  const Based rip = read_based(expression);
  const uint8_t mask = expression.u8();
  const uint8_t operation_and = expression.u8();
  const uint8_t literal = expression.u8();
  *first_pushed = literal - kLiteral0;
  return rip.ok && rip.base == kReturnAddress && rip.offset == 0 && mask == kLiteral0 + 15 &&
         operation_and == kAnd && literal >= kLiteral0 && literal <= kLiteral0 + 15 &&
         expression.u8() == kGreaterOrEqual && expression.u8() == kLiteral0 + 3 &&
         expression.u8() == kShiftLeft && expression.u8() == kPlus && expression.ok() &&
         expression.at_end();
}

// + 8 * register
bool is_scaled_index(ByteCursor& expression, uint8_t* index) {
  const Based based = read_based(expression);
  *index = based.base;
  return based.ok && based.base < kRegisters && based.offset == 0 &&
         expression.u8() == kLiteral0 + 8 && expression.u8() == kMultiply &&
         expression.u8() == kPlus;
}

// What is left is a dereference and perhaps an addend; anything else makes the rule unsupported.
CfaRule read_dereference(ByteCursor& expression, CfaRule rule) {
  if (expression.u8() != kDereference)
    return kUnsupported;
  if (expression.at_end())
    return rule;
  const uint8_t operation = expression.u8();
  const uint64_t addend = expression.uleb();
  if (operation != kPlusConstant || !expression.ok() || !expression.at_end() ||
      addend > std::numeric_limits<int32_t>::max()) {
    return kUnsupported;
  }
  rule.addend = static_cast<int32_t>(addend);
  return rule;
}

}  // namespace

CfaRule read_cfa_expression(ByteCursor expression) {
  const Based based = read_based(expression);
  if (!based.ok || based.base >= kRegisters)
    return kUnsupported;
  if (expression.at_end())
    return {CfaKind::kRegister, based.base, 0, based.offset, 0};
  ByteCursor table = expression;
  int32_t first_pushed = 0;
  if (based.base == kRsp && is_linkage_table(table, &first_pushed))
    return {CfaKind::kLinkageTable, kRsp, 0, based.offset, first_pushed};
  ByteCursor scaled = expression;
  uint8_t index = 0;
  if (is_scaled_index(scaled, &index))
    return read_dereference(scaled,
                            {CfaKind::kIndexedDereference, based.base, index, based.offset, 0});
  return read_dereference(expression, {CfaKind::kDereference, based.base, 0, based.offset, 0});
}

RegisterRule read_location_expression(ByteCursor expression) {
  const Based based = read_based(expression);
  if (!based.ok || based.base >= kRegisters || !expression.at_end())
    return {RuleKind::kUnsupported, 0, 0};
  return {RuleKind::kAtRegister, based.base, based.offset};
}

}  // namespace meshprof
