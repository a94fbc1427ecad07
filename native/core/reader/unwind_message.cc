// SPDX-License-Identifier: Apache-2.0
#include "unwind_message.h"

#include <algorithm>

namespace meshprof::reader {
namespace {

// A row has 8 + 11 + 1 + 8 * 6 bytes.
constexpr size_t kRowsPerMessage = 640;

void write_row(BodyWriter& body, const UnwindRow& row) {
  body.number(row.start);
  body.number(row.cfa.kind).number(row.cfa.base).number(row.cfa.index);
  body.number(row.cfa.offset).number(row.cfa.addend);
  body.number(row.frame_pointers_at_calls);
  for (const RegisterRule& rule : row.saved)
    body.number(rule.kind).number(rule.base).number(rule.offset);
}

UnwindRow read_row(BodyReader& body) {
  UnwindRow row;
  row.start = body.number<uint64_t>();
  row.cfa.kind = body.number<CfaKind>();
  row.cfa.base = body.number<uint8_t>();
  row.cfa.index = body.number<uint8_t>();
  row.cfa.offset = body.number<int32_t>();
  row.cfa.addend = body.number<int32_t>();
  row.frame_pointers_at_calls = body.number<uint8_t>();
  for (RegisterRule& rule : row.saved) {
    rule.kind = body.number<RuleKind>();
    rule.base = body.number<uint8_t>();
    rule.offset = body.number<int32_t>();
  }
  return row;
}

bool is_sound(const UnwindRow& row) {
  if (row.cfa.kind > CfaKind::kLinkageTable || row.cfa.base >= kRegisters ||
      row.cfa.index >= kRegisters || row.frame_pointers_at_calls > 2)
    return false;
  return std::all_of(row.saved.begin(), row.saved.end(), [](const RegisterRule& rule) {
    return rule.kind <= RuleKind::kUnsupported && rule.base < kRegisters;
  });
}

bool is_sound(const FunctionUnwind& function) {
  if (function.start >= function.limit)
    return false;
  uint64_t lowest = function.start;
  for (const UnwindRow& row : function.rows) {
    if (!is_sound(row) || row.start < lowest || row.start >= function.limit)
      return false;
    lowest = row.start;
  }
  return true;
}

}  // namespace

BodyWriter write_unwound(const DecodedFunction& decoded, uint32_t first_row) {
  const FunctionUnwind& function = decoded.function;
  const size_t rows = std::min<size_t>(function.rows.size(), kMaxUnwindRows);
  const size_t first = std::min<size_t>(first_row, rows);
  const size_t limit = std::min(first + kRowsPerMessage, rows);
  BodyWriter body;
  body.number(decoded.status).number(uint8_t{function.signal_frame});
  body.number(function.start).number(function.limit);
  body.number(static_cast<uint32_t>(rows - limit)).number(static_cast<uint32_t>(limit - first));
  for (size_t i = first; i < limit; i++)
    write_row(body, function.rows[i]);
  return body;
}

std::optional<UnwoundPart> parse_unwound(const Message& answer) {
  BodyReader body(answer.body);
  UnwoundPart part;
  FunctionUnwind& function = part.decoded.function;
  part.decoded.status = body.number<DecodeStatus>();
  function.signal_frame = body.number<uint8_t>() != 0;
  function.start = body.number<uint64_t>();
  function.limit = body.number<uint64_t>();
  part.rows_left = body.number<uint32_t>();
  const auto rows = body.number<uint32_t>();
  if (part.decoded.status > DecodeStatus::kBadInfo || part.rows_left > kMaxUnwindRows ||
      rows > kRowsPerMessage || (part.rows_left > 0 && rows == 0))
    return std::nullopt;
  for (uint32_t i = 0; i < rows; i++)
    function.rows.push_back(read_row(body));
  const bool is_found = part.decoded.status == DecodeStatus::kFound;
  if (!body.is_complete() || (is_found && !is_sound(function)))
    return std::nullopt;
  return part;
}

}  // namespace meshprof::reader
