// SPDX-License-Identifier: Apache-2.0
// libFuzzer: any registers, chain, stack memory and rows end in a bounded number of frames.
#include <cstddef>
#include <cstdint>

#include "../byte_cursor.h"
#include "../unwind.h"

namespace {

using namespace meshprof;

// Rows made of the input, a new one for each question.
class FuzzedTables final : public UnwindTables {
 public:
  explicit FuzzedTables(ByteCursor& input) : input_(input) {}

  CodeAt find(uint64_t, bool) override {
    CodeAt code;
    const uint8_t choice = input_.u8();
    code.status = static_cast<CodeStatus>(choice & 3);
    if (code.status != CodeStatus::kKnown)
      return code;
    function_.signal_frame = (choice & 0x30) == 0x30;
    row_.cfa = {static_cast<CfaKind>(input_.u8() % 5), input_.u8(), input_.u8(),
                input_.number<int16_t>(), input_.number<int16_t>()};
    for (RegisterRule& rule : row_.saved)
      rule = {static_cast<RuleKind>(input_.u8() % 7), input_.u8(), input_.number<int16_t>()};
    code.function = &function_;
    code.row = (choice & 0x40) != 0 ? nullptr : &row_;
    code.is_function_start = (choice & 4) != 0;
    code.is_function_limit = (choice & 8) != 0;
    return code;
  }
  std::optional<FunctionUnwind> entered_interpreter(uint64_t) override {
    function_.rows = {row_};
    return (input_.u8() & 1) != 0 ? std::optional(function_) : std::nullopt;
  }
  bool is_thread_entry(uint64_t, bool) override { return (input_.u8() & 1) != 0; }

 private:
  ByteCursor& input_;
  FunctionUnwind function_;
  UnwindRow row_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ByteCursor input({reinterpret_cast<const std::byte*>(data), size}, 0);
  Capture capture;
  capture.registers.sp = 0x7fff'0000'0000 + (input.u8() & 0xf8);
  capture.registers.bp = capture.registers.sp + (input.u8() & 0xf8);
  capture.registers.ip = input.number<uint16_t>();
  capture.in_syscall = (input.u8() & 1) != 0;
  std::vector<uint64_t> chain = {capture.registers.ip};
  for (unsigned count = input.u8() & 31; count > 0; count--)
    chain.push_back(input.number<uint16_t>());
  capture.chain = chain;
  capture.slice = input.take(size / 2);
  FuzzedTables tables(input);
  const Unwound stack = unwind(capture, tables);
  if (stack.frames.size() > kMaxUnwoundFrames || (!stack.complete && stack.cause == nullptr) ||
      stack.slice_bytes_needed > capture.slice.size())
    __builtin_trap();
  return 0;
}
