// SPDX-License-Identifier: Apache-2.0
#include "go_rows.h"

#include "symbols/go/go_frames.h"

namespace meshprof {
namespace {

constexpr RegisterRule kUndefined{RuleKind::kUndefined, 0, 0};

UnwindRow to_row(const GoFrameRow& go) {
  UnwindRow row;
  row.start = go.start;
  row.cfa = {CfaKind::kRegister, kRsp, 0, static_cast<int32_t>(go.cfa_offset), 0};
  // Go's functions preserve no register but rbp (its internal ABI).
  row.saved.fill(kUndefined);
  row.saved[kSavedRsp] = {};
  row.saved[kSavedReturnAddress] = {RuleKind::kAtCfa, 0, -8};
  row.saved[kSavedRbp] = go.saved_rbp ? RegisterRule{RuleKind::kAtCfa, 0, -16} : RegisterRule{};
  if (go.rule == GoFrameRow::Rule::kStackPointer && go.saved_rbp)
    row.frame_pointers_at_calls = go.has_second_frame_pointer ? 2 : 1;
  switch (go.rule) {
  case GoFrameRow::Rule::kFramePointer:
    row.cfa = {CfaKind::kRegister, kRbp, 0, 16, 0};
    row.saved[kSavedRbp] = {RuleKind::kAtCfa, 0, -16};
    row.saved[kSavedRsp] = {RuleKind::kCfaValue, 0, 0};  // rsp may be that of another stack
    row.frame_pointers_at_calls = 1;
    break;
  case GoFrameRow::Rule::kEnd:
    row.saved[kSavedReturnAddress] = kUndefined;
    break;
  case GoFrameRow::Rule::kUnknown:
    row.cfa.kind = CfaKind::kUnknown;
    break;
  case GoFrameRow::Rule::kStackPointer:
  case GoFrameRow::Rule::kSignal:
    break;
  }
  return row;
}

}  // namespace

GoRows::GoRows(const ElfFileView& file) : file_(file) {}
GoRows::~GoRows() = default;

std::optional<FunctionUnwind> GoRows::find(uint64_t elf_address) {
  if (!opened_) {
    opened_ = true;
    module_ = GoModule::open(file_.fd(), file_.layout()).module;
  }
  if (module_ == nullptr)
    return std::nullopt;
  const auto rows = find_go_frames(*module_, file_.fd(), file_.layout(), elf_address);
  if (!rows || rows->rows.empty())
    return std::nullopt;
  FunctionUnwind function{rows->start, rows->limit, false, {}};
  function.signal_frame = rows->rows.front().rule == GoFrameRow::Rule::kSignal;
  for (const GoFrameRow& row : rows->rows)
    function.rows.push_back(to_row(row));
  return function;
}

}  // namespace meshprof
