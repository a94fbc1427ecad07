// SPDX-License-Identifier: Apache-2.0
// Rows of functions whose call frame information is written here by hand.
#include "../function_decoder.h"

#include "eh_frame_builder.h"
#include "symbols/test/check.h"

namespace meshprof::test {
namespace {

using namespace std::string_literals;

constexpr uint64_t kA = kCodeAt + 0x100;

// advance 1, CFA offset 16, rbp saved at CFA-16; advance 3, CFA register rbp
const std::string kFramePointerPrologue = "\x41\x0e\x10\x86\x02\x43\x0d\x06"s;

FunctionUnwind decoded(const std::string& program, const FrameOptions& options = {}) {
  DecodedFile file(build_frame_file({{kA, 0x80, program}}, options));
  DecodedFunction result = file.decode(kA + 1);
  CHECK(result.status == DecodeStatus::kFound);
  return result.status == DecodeStatus::kFound ? result.function : FunctionUnwind{};
}

DecodeStatus status_of(const std::string& program, const FrameOptions& options = {}) {
  return DecodedFile(build_frame_file({{kA, 0x80, program}}, options)).decode(kA + 1).status;
}

UnwindRow row_at(const FunctionUnwind& function, uint64_t address) {
  const UnwindRow* row = find_row(function, address);
  CHECK(row != nullptr);
  return row != nullptr ? *row : UnwindRow{};
}

bool has_cfa(const UnwindRow& row, CfaKind kind, int base, int offset, int addend = 0) {
  return row.cfa.kind == kind && row.cfa.base == base && row.cfa.offset == offset &&
         row.cfa.addend == addend;
}

bool has_rule(const UnwindRow& row, SavedRegister saved, RuleKind kind, int offset = 0,
              int base = 0) {
  const RegisterRule& rule = row.saved[saved];
  return rule.kind == kind && rule.offset == offset && rule.base == base;
}

TEST("a prologue with frame pointer has three rows, the last of which is the frame pointer's") {
  const FunctionUnwind function = decoded(kFramePointerPrologue);
  CHECK_EQ(function.start, kA);
  CHECK_EQ(function.limit, kA + 0x80);
  CHECK_EQ(function.rows.size(), 3u);
  CHECK(has_cfa(row_at(function, kA), CfaKind::kRegister, kRsp, 8));
  CHECK(has_cfa(row_at(function, kA + 1), CfaKind::kRegister, kRsp, 16));
  CHECK(has_rule(row_at(function, kA + 3), kSavedRbp, RuleKind::kAtCfa, -16));
  CHECK(!is_frame_pointer_row(row_at(function, kA + 3)));
  CHECK(is_frame_pointer_row(row_at(function, kA + 4)));
  CHECK(is_frame_pointer_row(row_at(function, kA + 0x7f)));
  CHECK(find_row(function, kA + 0x80) == nullptr);
  CHECK(find_row(function, kA - 1) == nullptr);
}

TEST("state is remembered and restored, a register restored to the CIE's rule") {
  const FunctionUnwind function =
      decoded(kFramePointerPrologue + "\x0a\x44\x0c\x07\x08\xc6\x44\x0b"s);
  CHECK(has_cfa(row_at(function, kA + 8), CfaKind::kRegister, kRsp, 8));
  CHECK(has_rule(row_at(function, kA + 8), kSavedRbp, RuleKind::kSame));
  CHECK(is_frame_pointer_row(row_at(function, kA + 12)));
}

TEST("every way to move on and to save is understood") {
  const FunctionUnwind function = decoded(
      "\x02\x02\x05\x03\x03"s                // advance1 2; offset_extended rbx 3
      "\x03\x02\x00\x11\x0c\x7c"s            // advance2 2; offset_extended_sf r12 -4
      "\x04\x02\x00\x00\x00\x14\x0d\x02"s    // advance4 2; val_offset r13 2
      "\x42\x15\x0e\x7e"s                    // advance 2; val_offset_sf r14 -2
      "\x42\x09\x10\x05"s                    // advance 2; return address in rdi
      "\x42\x07\x10"s                        // advance 2; return address undefined
      "\x42\x12\x0a\x7e\x13\x7d"s            // advance 2; def_cfa_sf r10 -2; def_cfa_offset_sf -3
      "\x42\x2f\x0f\x02\x08\x03\x2e\x10"s);  // advance 2; negative offset r15; same rbx; args size
  CHECK(has_rule(row_at(function, kA + 2), kSavedRbx, RuleKind::kAtCfa, -24));
  CHECK(has_rule(row_at(function, kA + 4), kSavedR12, RuleKind::kAtCfa, 32));
  CHECK(has_rule(row_at(function, kA + 6), kSavedR13, RuleKind::kCfaValue, -16));
  CHECK(has_rule(row_at(function, kA + 8), kSavedR14, RuleKind::kCfaValue, 16));
  CHECK(has_rule(row_at(function, kA + 10), kSavedReturnAddress, RuleKind::kInRegister, 0, kRdi));
  CHECK(has_rule(row_at(function, kA + 12), kSavedReturnAddress, RuleKind::kUndefined));
  CHECK(has_cfa(row_at(function, kA + 14), CfaKind::kRegister, kR10, 24));
  CHECK(has_rule(row_at(function, kA + 16), kSavedR15, RuleKind::kAtCfa, 16));
  CHECK(has_rule(row_at(function, kA + 16), kSavedRbx, RuleKind::kSame));
}

TEST("expressions of linkage tables, realigned stacks and assembly are rules") {
  const auto cfa = [](const std::string& expression) {
    return decoded("\x0f"s + static_cast<char>(expression.size()) + expression).rows.at(0);
  };
  CHECK(has_cfa(cfa("\x77\x08\x80\x00\x3f\x1a\x3b\x2a\x33\x24\x22"s), CfaKind::kLinkageTable, kRsp,
                8, 11));
  CHECK(has_cfa(cfa("\x76\x78\x06"s), CfaKind::kDereference, kRbp, -8));
  CHECK(has_cfa(cfa("\x77\x28\x06\x23\x08"s), CfaKind::kDereference, kRsp, 40, 8));
  CHECK(has_cfa(cfa("\x77\x08"s), CfaKind::kRegister, kRsp, 8));
  const UnwindRow indexed = cfa("\x77\x08\x79\x00\x38\x1e\x22\x06\x23\x08"s);
  CHECK(has_cfa(indexed, CfaKind::kIndexedDereference, kRsp, 8, 8));
  CHECK_EQ(int{indexed.cfa.index}, int{kR9});
  const UnwindRow saved = decoded("\x10\x06\x02\x76\x00"s).rows.at(0);
  CHECK(has_rule(saved, kSavedRbp, RuleKind::kAtRegister, 0, kRbp));
}

TEST("any other expression is unsupported and costs its own rows only") {
  const FunctionUnwind function = decoded("\x44\x0f\x03\x77\x08\x12\x44\x0c\x07\x10"s);
  CHECK(has_cfa(row_at(function, kA), CfaKind::kRegister, kRsp, 8));
  CHECK(row_at(function, kA + 4).cfa.kind == CfaKind::kUnsupported);
  CHECK(has_cfa(row_at(function, kA + 8), CfaKind::kRegister, kRsp, 16));
  CHECK(decoded("\x16\x10\x02\x77\x00"s).rows.at(0).saved[kSavedReturnAddress].kind ==
        RuleKind::kUnsupported);
}

TEST("augmentations: personality and language data are skipped, S marks a signal frame") {
  FrameOptions options{"zPLR", "\x9b\x01\x02\x03\x04\x1b\x1b"};
  CHECK_EQ(decoded(kFramePointerPrologue, options).rows.size(), 3u);
  options = {"zRS", "\x1b"};
  CHECK(decoded("", options).signal_frame);
  options = {"zRX", "\x1b"};
  CHECK(status_of("", options) == DecodeStatus::kBadInfo);
  options = {"zR", "\x3b"};  // data-relative: no code address is
  CHECK(status_of("", options) == DecodeStatus::kBadInfo);
  options = {};
  options.return_register = 17;
  CHECK(status_of("", options) == DecodeStatus::kBadInfo);
}

TEST("without .eh_frame_hdr the entries of .eh_frame are listed") {
  FrameOptions options;
  options.with_header = false;
  DecodedFile file(build_frame_file(
      {{kA + 0x100, 0x40, kFramePointerPrologue}, {kA, 0x40, ""}, {kA + 0x40, 0x20, ""}}, options));
  CHECK_EQ(file.decode(kA + 0x110).function.rows.size(), 3u);
  CHECK_EQ(file.decode(kA + 0x5f).function.start, kA + 0x40);
  CHECK(file.decode(kA + 0x60).status == DecodeStatus::kNoInfo);
  CHECK(file.decode(kA - 1).status == DecodeStatus::kNoInfo);
  options.with_sections = false;
  DecodedFile nothing(build_frame_file({{kA, 0x40, ""}}, options));
  CHECK(nothing.decode(kA).status == DecodeStatus::kNoInfo);
}

TEST("an address between functions has no rows") {
  DecodedFile file(build_frame_file({{kA, 0x10, ""}, {kA + 0x20, 0x10, ""}}));
  CHECK(file.decode(kA + 0xf).status == DecodeStatus::kFound);
  CHECK(file.decode(kA + 0x10).status == DecodeStatus::kNoInfo);
  CHECK(file.decode(kA + 0x20).status == DecodeStatus::kFound);
  CHECK(file.decode(kA - 1).status == DecodeStatus::kNoInfo);
  CHECK(file.decode(0).status == DecodeStatus::kNoInfo);
  CHECK(file.decode(UINT64_MAX).status == DecodeStatus::kNoInfo);
}

TEST("a signal trampoline without rules is told by its instructions") {
  std::string bytes = build_frame_file({{kA, 0x10, ""}});
  const std::string trampoline = "\x48\xc7\xc0\x0f\x00\x00\x00\x0f\x05"s;
  place(&bytes, kA + 0x40, trampoline.data(), trampoline.size());
  place(&bytes, 0x3000, trampoline.data(), trampoline.size());
  DecodedFile file(bytes);
  CHECK(file.decode(kA + 0x40).function.signal_frame);
  CHECK_EQ(file.decode(kA + 0x40).function.limit, kA + 0x49);
  CHECK(file.decode(kA + 0x41).status == DecodeStatus::kNoInfo);
  CHECK(file.decode(0x3000).status == DecodeStatus::kNoInfo);  // not executable
}

TEST("linkage tables and returns that nothing describes have the return address on top") {
  std::string bytes = build_frame_file({{kA, 0x10, ""}});
  const std::string code = "\xf3\x0f\x1e\xfa\xff\x25\x00\x00\x00\x00\xc3\x90"s;
  place(&bytes, kA + 0x40, code.data(), code.size());
  DecodedFile file(bytes);
  for (const uint64_t at : {kA + 0x40, kA + 0x44, kA + 0x4a}) {
    const DecodedFunction decoded = file.decode(at);
    CHECK(decoded.status == DecodeStatus::kFound);
    CHECK_EQ(decoded.function.start, at);
    CHECK(has_cfa(row_at(decoded.function, at), CfaKind::kRegister, kRsp, 8));
  }
  CHECK(file.decode(kA + 0x4b).status == DecodeStatus::kNoInfo);
}

}  // namespace
}  // namespace meshprof::test
