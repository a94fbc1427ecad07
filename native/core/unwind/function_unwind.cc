// SPDX-License-Identifier: Apache-2.0
#include "function_unwind.h"

#include <algorithm>

namespace meshprof {

const UnwindRow* find_row(const FunctionUnwind& function, uint64_t address) {
  if (address < function.start || address >= function.limit)
    return nullptr;
  const auto after =
      std::upper_bound(function.rows.begin(), function.rows.end(), address,
                       [](uint64_t value, const UnwindRow& row) { return value < row.start; });
  return after == function.rows.begin() ? nullptr : &*(after - 1);
}

bool is_frame_pointer_row(const UnwindRow& row) {
  return row.cfa == CfaRule{CfaKind::kRegister, kRbp, 0, 16, 0} &&
         row.saved[kSavedRbp] == RegisterRule{RuleKind::kAtCfa, 0, -16} &&
         row.saved[kSavedReturnAddress] == RegisterRule{RuleKind::kAtCfa, 0, -8} &&
         row.saved[kSavedRsp].kind == RuleKind::kSame;
}

bool is_interpreter(const FunctionUnwind& function) {
  constexpr int32_t kReturnAddressBytes = 8;
  // The cold part that compilers split off a function looks the same but is shorter. LuaJIT's
  // assembly has 16 KiB.
  constexpr uint64_t kMinBytes = 8192;
  if (function.signal_frame || function.rows.size() != 1 ||
      function.limit - function.start < kMinBytes)
    return false;
  const UnwindRow& row = function.rows.front();
  return row.start == function.start && row.cfa.kind == CfaKind::kRegister &&
         row.cfa.base == kRsp && row.cfa.offset > 2 * kReturnAddressBytes &&
         row.saved[kSavedReturnAddress] == RegisterRule{RuleKind::kAtCfa, 0, -kReturnAddressBytes};
}

}  // namespace meshprof
