// SPDX-License-Identifier: Apache-2.0
// The unwinder on stacks and rows made by hand.
#include "../unwind.h"

#include <cstring>
#include <map>
#include <set>

#include "../thread_roots.h"
#include "symbols/test/check.h"

namespace meshprof::test {
namespace {

constexpr uint64_t kSp = 0x7ffc'0000'1000;

UnwindRow row_of(CfaRule cfa) {
  UnwindRow row;
  row.cfa = cfa;
  row.saved[kSavedReturnAddress] = {RuleKind::kAtCfa, 0, -8};
  return row;
}
UnwindRow stack_pointer_row(int32_t offset) {
  return row_of({CfaKind::kRegister, kRsp, 0, offset, 0});
}
UnwindRow frame_pointer_row() {
  UnwindRow row = row_of({CfaKind::kRegister, kRbp, 0, 16, 0});
  row.saved[kSavedRbp] = {RuleKind::kAtCfa, 0, -16};
  return row;
}
UnwindRow outermost_row() {
  UnwindRow row = stack_pointer_row(8);
  row.saved[kSavedReturnAddress] = {RuleKind::kUndefined, 0, 0};
  return row;
}

// Functions of 256 bytes, by first address.
class Tables final : public UnwindTables {
 public:
  void add(uint64_t start, UnwindRow row, uint64_t bytes = 0x100) {
    row.start = start;
    functions_[start] = {start, start + bytes, false, {row}};
  }
  void add_signal_frame(uint64_t start, uint64_t bytes) {
    functions_[start] = {start, start + bytes, true, {}};
  }
  void add_code_without_info(uint64_t start) { no_info_.insert(start); }
  void add_broken_code(uint64_t start) { broken_.insert(start); }
  void add_entry(uint64_t start) { entries_.insert(start); }
  void add_call(uint64_t return_address, uint64_t target) { calls_[return_address] = target; }

  CodeAt find(uint64_t address, bool is_return_address) override {
    const uint64_t lookup = is_return_address ? address - 1 : address;
    const auto after = functions_.upper_bound(lookup);
    if (after != functions_.begin() && lookup < std::prev(after)->second.limit) {
      const FunctionUnwind& function = std::prev(after)->second;
      return {CodeStatus::kKnown, &function, find_row(function, lookup), address == function.start,
              address == function.limit};
    }
    CodeAt code;
    if (no_info_.contains(lookup & ~0xffull))
      code.status = CodeStatus::kNoInfo;
    if (broken_.contains(lookup & ~0xffull))
      code.status = CodeStatus::kBadInfo;
    return code;
  }
  std::optional<FunctionUnwind> entered_interpreter(uint64_t return_address) override {
    const auto call = calls_.find(return_address);
    if (call == calls_.end() || !is_interpreter(functions_[call->second]))
      return std::nullopt;
    return functions_[call->second];
  }
  bool is_thread_entry(uint64_t address, bool) override {
    return entries_.contains(address & ~0xffull);
  }

 private:
  std::map<uint64_t, FunctionUnwind> functions_;
  std::set<uint64_t> no_info_, broken_, entries_;
  std::map<uint64_t, uint64_t> calls_;
};

struct Stack {
  UserRegisters registers;
  std::vector<uint64_t> words;  // from registers.sp
  std::vector<uint64_t> chain;
  bool chain_is_full = false;
  bool in_syscall = false;

  Unwound unwind(UnwindTables& tables) const {
    return meshprof::unwind(
        {registers, chain, chain_is_full, std::as_bytes(std::span(words)), in_syscall}, tables);
  }
};

Stack stack_at(uint64_t ip, std::vector<uint64_t> words) {
  Stack stack;
  stack.registers.ip = ip;
  stack.registers.sp = kSp;
  stack.words = std::move(words);
  return stack;
}

std::string text_of(const Unwound& stack) {
  std::ostringstream text;
  for (const UserFrame& frame : stack.frames)
    text << std::hex << frame.address << (frame.is_return_address ? "r " : " ");
  text << (stack.complete ? "complete" : stack.cause);
  return text.str();
}

TEST("frames without frame pointers are followed by their sizes to the outermost") {
  Tables tables;
  tables.add(0x1000, stack_pointer_row(24));
  tables.add(0x2000, stack_pointer_row(16));
  tables.add(0x3000, outermost_row());
  const Unwound stack = stack_at(0x1010, {0, 0, 0x2010, 0, 0x3010}).unwind(tables);
  CHECK_EQ(text_of(stack), "1010 2010r 3010r complete");
  CHECK_EQ(stack.slice_bytes_needed, 40u);
}

TEST("a return address at the first byte behind a function belongs to that function") {
  Tables tables;
  tables.add(0x1000, stack_pointer_row(8));
  tables.add(0x2000, stack_pointer_row(16));  // its last instruction is a call
  tables.add(0x2100, stack_pointer_row(64));
  tables.add(0x3000, outermost_row());
  CHECK_EQ(text_of(stack_at(0x1000, {0x2100, 0, 0x3010}).unwind(tables)),
           "1000 2100r 3010r complete");
}

TEST("a system call's frame is the call's, but a thread before a first instruction is there") {
  Tables tables;
  tables.add(0x1000, stack_pointer_row(8));
  tables.add(0x2000, outermost_row());
  tables.add(0x1100, stack_pointer_row(16));
  Stack stack = stack_at(0x1010, {0x2010});
  stack.in_syscall = true;
  CHECK_EQ(text_of(stack.unwind(tables)), "1010r 2010r complete");
  stack.registers.ip = 0x1100;
  stack.words = {0, 0x2010};
  CHECK_EQ(text_of(stack.unwind(tables)), "1100 2010r complete");
}

TEST("the slice ends, the chain goes on") {
  Tables tables;
  tables.add(0x1000, stack_pointer_row(8));  // leaf, keeps rbp
  tables.add(0x2000, frame_pointer_row());
  tables.add(0x3000, frame_pointer_row());
  tables.add(0x4000, outermost_row());
  Stack stack = stack_at(0x1010, {0x2010});
  stack.registers.bp = kSp + 0x100;
  // The kernel's walk misses the leaf's caller.
  stack.chain = {0x1010, 0x3010, 0x4010};
  const Unwound unwound = stack.unwind(tables);
  CHECK_EQ(text_of(unwound), "1010 2010r 3010r 4010r complete");
  CHECK_EQ(unwound.slice_bytes_needed, 8u);
}

TEST("a function without frame pointer between others with one needs the slice again") {
  Tables tables;
  tables.add(0x1000, frame_pointer_row());
  tables.add(0x2000, stack_pointer_row(24));  // leaves rbp alone
  tables.add(0x3000, frame_pointer_row());
  tables.add(0x4000, outermost_row());
  const uint64_t outer = kSp + 0x40;
  Stack stack = stack_at(0x1010, {outer, 0x2010, 0, 0, 0x3010});
  stack.registers.bp = kSp;
  stack.chain = {0x1010, 0x2010, 0x4010};
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 2010r 3010r 4010r complete");
  stack.words.resize(4);
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 2010r stack-slice-too-short");
  stack.words.clear();
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 2010r stack-slice-too-short");
}

TEST("a chain that starts at a register used for something else is not believed") {
  Tables tables;
  tables.add(0x1000, [] {
    UnwindRow row = stack_pointer_row(24);
    row.saved[kSavedRbp] = {RuleKind::kAtCfa, 0, -16};
    return row;
  }());
  tables.add(0x2000, frame_pointer_row());
  tables.add(0x3000, outermost_row());
  Stack stack = stack_at(0x1010, {0, kSp + 32, 0x2010, 0xdead, 0xbeef, 0x3010});
  stack.registers.bp = kSp + 24;  // by chance an address of the stack
  stack.chain = {0x1010, 0xbeef};
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 2010r 3010r complete");
}

TEST("a chain that contradicts the memory is not followed from there on") {
  Tables tables;
  tables.add(0x1000, frame_pointer_row());
  tables.add(0x2000, outermost_row());
  tables.add(0x3000, outermost_row());
  Stack stack = stack_at(0x1010, {0, 0x2010});
  stack.registers.bp = kSp;
  stack.chain = {0x1010, 0x3010};
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 2010r complete");
}

TEST("a register saved below the stack pointer has been restored already") {
  Tables tables;
  // Behind `pop %rbp`: CFA is rsp+8, and rbp is still said to be at CFA-16.
  tables.add(0x1000, [] {
    UnwindRow row = stack_pointer_row(8);
    row.saved[kSavedRbp] = {RuleKind::kAtCfa, 0, -16};
    return row;
  }());
  tables.add(0x2000, frame_pointer_row());
  tables.add(0x3000, outermost_row());
  Stack stack = stack_at(0x1010, {0x2010, 0, 0, 0x3010});
  stack.registers.bp = kSp + 16;
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 2010r 3010r complete");
}

TEST("vfork keeps its return address in a register") {
  Tables tables;
  UnwindRow row = stack_pointer_row(0);
  row.saved[kSavedReturnAddress] = {RuleKind::kInRegister, kRdi, 0};
  tables.add(0x1000, row);
  tables.add(0x2000, stack_pointer_row(16));
  tables.add(0x3000, outermost_row());
  Stack stack = stack_at(0x1010, {0, 0x3010});
  stack.registers.di = 0x2010;
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 2010r 3010r complete");
}

TEST("linkage tables, realigned stacks and OpenSSL's assembly find their frames") {
  Tables tables;
  tables.add(0x1000, row_of({CfaKind::kLinkageTable, kRsp, 0, 8, 11}));
  tables.add(0x2000, row_of({CfaKind::kDereference, kRsp, 0, 8, 8}));
  tables.add(0x3000, row_of({CfaKind::kIndexedDereference, kRsp, kR9, 8, 8}));
  tables.add(0x4000, row_of({CfaKind::kRegister, kRax, 0, 8, 0}));
  tables.add(0x5000, outermost_row());
  CHECK_EQ(text_of(stack_at(0x1016, {0x5010}).unwind(tables)), "1016 5010r complete");
  CHECK_EQ(text_of(stack_at(0x101b, {0, 0x5010}).unwind(tables)), "101b 5010r complete");
  CHECK_EQ(text_of(stack_at(0x2010, {0, kSp + 24, 0, 0x5010}).unwind(tables)),
           "2010 5010r complete");
  Stack indexed = stack_at(0x3010, {0, 0, 0, kSp + 32, 0x5010});
  indexed.registers.r9 = 2;
  CHECK_EQ(text_of(indexed.unwind(tables)), "3010 5010r complete");
  Stack in_rax = stack_at(0x4010, {0, 0, 0x5010});
  in_rax.registers.ax = kSp + 16;
  CHECK_EQ(text_of(in_rax.unwind(tables)), "4010 5010r complete");
}

TEST("registers that calls do not preserve are not used in a caller's frame") {
  Tables tables;
  tables.add(0x1000, stack_pointer_row(8));
  tables.add(0x2000, row_of({CfaKind::kRegister, kRax, 0, 8, 0}));
  Stack stack = stack_at(0x1010, {0x2010, 0x3010});
  stack.registers.ax = kSp + 8;
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 2010r bad-unwind-info");
}

// struct rt_sigframe behind its return address: rbp at word 15, rsp at 20, rip at 21.
std::vector<uint64_t> signal_frame(uint64_t bp, uint64_t sp, uint64_t ip) {
  std::vector<uint64_t> words(22);
  words[15] = bp;
  words[20] = sp;
  words[21] = ip;
  return words;
}

TEST("a signal's frame gives back the interrupted registers, and the interrupted code is exact") {
  Tables tables;
  tables.add(0x1000, stack_pointer_row(8));   // handler
  tables.add_signal_frame(0x2000, 9);         // it returns to the first instruction here
  tables.add(0x3000, stack_pointer_row(16));  // interrupted before its first instruction
  tables.add(0x2f00, stack_pointer_row(64));
  tables.add(0x4000, outermost_row());
  std::vector<uint64_t> words = {0x2000};
  for (const uint64_t word : signal_frame(0, kSp + 23 * 8, 0x3000))
    words.push_back(word);
  words.insert(words.end(), {0, 0x4010});
  CHECK_EQ(text_of(stack_at(0x1010, words).unwind(tables)), "1010 2000 3000 4010r complete");
  words[1 + 20] = 0x7f00'0000'0000;
  CHECK_EQ(text_of(stack_at(0x1010, words).unwind(tables)), "1010 2000 3000 other-stack");
}

TEST("code that nothing describes is left by its frame pointer, if that leads to code") {
  Tables tables;
  tables.add_code_without_info(0x1000);
  tables.add(0x2000, outermost_row());
  Stack stack = stack_at(0x1010, {0, 0x2010});
  stack.registers.bp = kSp;
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 2010r complete");
  stack.chain = {0x1010, 0x2010};
  stack.words.clear();
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 2010r complete");
  stack.chain = {0x1010, 0x9999};
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 no-unwind-info");
  stack.chain.clear();
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 no-unwind-info");
  tables.add_entry(0x1000);
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 complete");
  tables.add_broken_code(0x5000);
  CHECK_EQ(text_of(stack_at(0x5010, {}).unwind(tables)), "5010 bad-unwind-info");
}

TEST("what is wrong has a cause") {
  Tables tables;
  tables.add(0x1000, stack_pointer_row(16));
  tables.add(0x2000, row_of({CfaKind::kUnsupported, 0, 0, 0, 0}));
  tables.add(0x3000, row_of({CfaKind::kRegister, kRbx, 0, 8, 0}));
  CHECK_EQ(text_of(stack_at(0x1010, {0}).unwind(tables)), "1010 stack-slice-too-short");
  CHECK_EQ(text_of(stack_at(0x1010, {0, 0x99999}).unwind(tables)), "1010 bad-return-address");
  CHECK_EQ(text_of(stack_at(0x1010, {0, 0x2010}).unwind(tables)), "1010 2010r unwind-expression");
  Stack below = stack_at(0x3010, {0, 0});
  below.registers.bx = kSp - 64;
  CHECK_EQ(text_of(below.unwind(tables)), "3010 bad-unwind-info");
  CHECK_EQ(text_of(Stack{}.unwind(tables)), "no-user-stack");
  CHECK_EQ(text_of(stack_at(0x99999, {0}).unwind(tables)), "99999 bad-return-address");
}

TEST("recursion ends at the limit of frames, a chain at its own") {
  Tables tables;
  tables.add(0x1000, stack_pointer_row(8));
  const Unwound deep = stack_at(0x1010, std::vector<uint64_t>(5000, 0x1020)).unwind(tables);
  CHECK_EQ(deep.frames.size(), kMaxUnwoundFrames);
  CHECK_EQ(std::string(deep.cause), "depth");
  tables.add(0x2000, frame_pointer_row());
  Stack chained = stack_at(0x2010, {});
  chained.registers.bp = kSp + 0x100;
  chained.chain.assign(127, 0x2010);
  chained.chain_is_full = true;
  CHECK_EQ(std::string(chained.unwind(tables).cause), "depth");
  CHECK_EQ(chained.unwind(tables).frames.size(), 127u);
}

TEST("a stack that leads back to itself ends") {
  Tables tables;
  tables.add(0x1000, row_of({CfaKind::kDereference, kRsp, 0, 0, 0}));
  CHECK(!stack_at(0x1010, {kSp, 0x1010}).unwind(tables).complete);
  tables.add(0x2000, frame_pointer_row());
  Stack loop = stack_at(0x2010, {kSp, 0x2010});
  loop.registers.bp = kSp;
  loop.chain.assign(127, 0x2010);
  CHECK(!loop.unwind(tables).complete);
}

TEST("Go's functions keep a frame pointer while they call") {
  Tables tables;
  UnwindRow row = stack_pointer_row(64);
  row.saved[kSavedRbp] = {RuleKind::kAtCfa, 0, -16};
  row.frame_pointers_at_calls = 1;
  tables.add(0x1000, row);
  tables.add(0x2000, row);
  tables.add(0x3000, outermost_row());
  Stack stack = stack_at(0x1010, {0, 0, 0, 0, 0, 0, kSp + 0x100, 0x2010});
  stack.registers.bp = kSp + 48;
  stack.chain = {0x1010, 0x2010, 0x3010};
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 2010r 3010r complete");
  stack.words.clear();
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 2010r 3010r complete");
  stack.registers.bp -= 8;  // the leaf has not set it yet
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 stack-slice-too-short");
}

TEST("generated code and the exits of an interpreter run in the interpreter's frame") {
  Tables tables;
  tables.add(0x10000, stack_pointer_row(32), 0x4000);  // the interpreter
  tables.add(0x2000, stack_pointer_row(16));           // what calls it
  tables.add(0x3000, outermost_row());
  tables.add_code_without_info(0x5000);
  tables.add_call(0x2010, 0x10000);
  tables.add_call(0x2020, 0x3000);
  // A trace that spilled three words, one of which looks like a return address.
  const std::vector<uint64_t> words = {7, 0x2020, 0, 0, 0, 0, 0x2010, 0, 0x3010};
  CHECK_EQ(text_of(stack_at(0x5010, words).unwind(tables)), "5010 2010r 3010r complete");
  // Its exit, where the rules say 32 bytes and there are 56.
  CHECK_EQ(text_of(stack_at(0x10010, words).unwind(tables)), "10010 2010r 3010r complete");
  // Where they are right.
  CHECK_EQ(text_of(stack_at(0x10010, {0, 0, 0, 0x2010, 0, 0x3010}).unwind(tables)),
           "10010 2010r 3010r complete");
  CHECK_EQ(text_of(stack_at(0x5010, {7, 0x2020, 0, 0}).unwind(tables)), "5010 no-unwind-info");
}

TEST("a frame on another stack is left by the chain where its rbp is seen to be a frame pointer") {
  Tables tables;
  tables.add(0x1000, frame_pointer_row());  // handler
  tables.add_signal_frame(0x2000, 9);
  UnwindRow row = stack_pointer_row(48);
  row.saved[kSavedRbp] = {RuleKind::kAtCfa, 0, -16};
  tables.add(0x3000, row);  // interrupted
  tables.add(0x4000, outermost_row());
  const uint64_t other = 0xc000'0010'0000;
  std::vector<uint64_t> words = {other + 32, 0x2000};
  for (const uint64_t word : signal_frame(other + 32, other, 0x3010))
    words.push_back(word);
  Stack stack = stack_at(0x1010, words);
  stack.registers.bp = kSp;
  stack.chain = {0x1010, 0x2000, 0x4010};
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 2000 3010 4010r complete");
  stack.words[2 + 15] += 8;
  CHECK_EQ(text_of(stack.unwind(tables)), "1010 2000 3010 other-stack");
}

TEST("the frames above a thread's entry are learnt and put where a slice ends below them") {
  Tables tables;
  tables.add(0x1000, stack_pointer_row(16));
  tables.add(0x2000, stack_pointer_row(32));
  tables.add(0x3000, outermost_row());
  tables.add_entry(0x2000);
  Unwound full = stack_at(0x1010, {0, 0x2010, 0, 0, 0, 0x3010}).unwind(tables);
  Unwound brief = stack_at(0x1020, {0, 0x2010}).unwind(tables);
  CHECK(brief.complete);
  CHECK_EQ(std::string(brief.cause), "stack-slice-too-short");
  ThreadRoots roots;
  CHECK(!roots.complete(brief, tables));
  CHECK_EQ(text_of(brief), "1020 2010r complete");
  CHECK(roots.complete(full, tables));
  CHECK(roots.complete(brief, tables));
  CHECK_EQ(text_of(brief), "1020 2010r 3010r complete");
}

}  // namespace
}  // namespace meshprof::test
