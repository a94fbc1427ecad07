// SPDX-License-Identifier: Apache-2.0
#include "unwind.h"

#include <array>
#include <optional>

#include "captured_stack.h"
#include "interpreter_frame.h"

namespace meshprof {
namespace {

// Values of registers as far as they are known in the frame at hand.
class RegisterFile {
 public:
  std::optional<uint64_t> get(uint8_t number) const {
    return number < kRegisters ? values_[number] : std::nullopt;
  }
  void set(uint8_t number, std::optional<uint64_t> value) { values_[number] = value; }

 private:
  std::array<std::optional<uint64_t>, kRegisters> values_;
};

RegisterFile all_registers(const UserRegisters& user) {
  RegisterFile file;
  const uint64_t values[kRegisters] = {user.ax,  user.dx,  user.cx,  user.bx, user.si,  user.di,
                                       user.bp,  user.sp,  user.r8,  user.r9, user.r10, user.r11,
                                       user.r12, user.r13, user.r14, user.r15};
  for (uint8_t number = 0; number < kRegisters; number++)
    file.set(number, values[number]);
  return file;
}

// What became of the attempt to leave a frame.
enum class Leave { kDone, kOutermost, kStuck };

class Unwinder {
 public:
  Unwinder(const Capture& capture, UnwindTables& tables)
      : capture_(capture), tables_(tables), stack_(capture),
        registers_(all_registers(capture.registers)), ip_(capture.registers.ip),
        node_(stack_.nodes() > 0 ? 1 : 0) {}

  Unwound run() {
    if (ip_ == 0 && capture_.registers.sp == 0) {
      result_.cause = kCauseNoUserStack;
      return std::move(result_);
    }
    locate_leaf();
    for (;;) {
      result_.frames.push_back(frame_);
      const Leave leave =
          code_.status == CodeStatus::kKnown ? leave_by_rules() : leave_by_frame_pointer();
      if (leave != Leave::kDone || !locate_caller()) {
        finish(leave);
        return std::move(result_);
      }
    }
  }

 private:
  // In a system call the code is the call instruction; the address after it could already belong
  // to the next function. Where a function starts there, the thread stands before its first
  // instruction instead (a new program, a signal handler).
  void locate_leaf() {
    frame_ = {ip_, false};
    code_ = tables_.find(ip_, false);
    if (!capture_.in_syscall || (code_.status == CodeStatus::kKnown && code_.is_function_start))
      return;
    frame_.is_return_address = true;
    code_ = tables_.find(ip_, true);
  }

  // False if the return address cannot be one, or there are too many frames.
  bool locate_caller() {
    if (result_.frames.size() >= kMaxUnwoundFrames)
      return stuck(kCauseDepth) == Leave::kDone;
    frame_ = {ip_, !is_interrupted_};
    code_ = tables_.find(ip_, frame_.is_return_address);
    // A handler returns to a trampoline's first instruction, which no call precedes.
    if (!is_interrupted_ && (code_.status != CodeStatus::kKnown || code_.is_function_limit)) {
      const CodeAt exact = tables_.find(ip_, false);
      if (exact.status == CodeStatus::kKnown && exact.function->signal_frame)
        code_ = exact;
      else if (code_.status == CodeStatus::kKnown)
        code_ = tables_.find(ip_, true);
    }
    if (code_.status == CodeStatus::kKnown && code_.function->signal_frame)
      frame_.is_return_address = false;
    is_interrupted_ = false;
    if (code_.status != CodeStatus::kUnmapped)
      return true;
    result_.cause = kCauseBadReturnAddress;
    return false;
  }

  void finish(Leave leave) {
    const UserFrame& last = result_.frames.back();
    if (leave == Leave::kOutermost) {
      result_.complete = true;
      result_.cause = nullptr;
    } else {
      result_.complete = tables_.is_thread_entry(last.address, last.is_return_address);
    }
    result_.slice_bytes_needed = stack_.bytes_needed();
  }

  Leave stuck(const char* cause) {
    result_.cause = cause;
    return Leave::kStuck;
  }

  // Nothing describes the code: it may still keep frame pointers, as compilers of languages with
  // their own run time do.
  Leave leave_by_frame_pointer() {
    const char* cause =
        code_.status == CodeStatus::kBadInfo ? kCauseBadUnwindInfo : kCauseNoUnwindInfo;
    if (code_.status == CodeStatus::kUnmapped)
      return stuck(kCauseBadReturnAddress);
    code_.row = nullptr;
    if (has_chain() && is_code(stack_.return_address(node_)))
      return follow_chain();
    const auto bp = registers_.get(kRbp);
    const auto sp = registers_.get(kRsp);
    if (!sp)
      return stuck(cause);
    const auto return_address = bp && *bp >= *sp ? stack_.peek(*bp + 8) : std::nullopt;
    if (!return_address || !is_code(*return_address))
      return leave_generated_code(*sp, cause);
    RegisterFile caller;
    caller.set(kRbp, stack_.read(*bp));
    caller.set(kRsp, *bp + 16);
    stack_.read(*bp + 8);
    return enter(caller, *return_address, stack_.node_of(*caller.get(kRbp)));
  }

  Leave leave_generated_code(uint64_t sp, const char* cause) {
    const auto frame = find_interpreter_frame(stack_, sp, tables_, nullptr);
    return frame ? restore(frame->row, frame->cfa) : stuck(cause);
  }

  bool is_code(uint64_t return_address) {
    return return_address != 0 &&
           tables_.find(return_address, true).status != CodeStatus::kUnmapped;
  }

  bool has_chain() const { return node_ > 0 && node_ <= stack_.nodes(); }

  // What lies above the second is no return address but what the first points to.
  void skip_second_frame_pointer() {
    if (!has_chain())
      return;
    const auto bp = registers_.get(kRbp);
    registers_.set(kRbp, bp ? stack_.peek(*bp) : std::nullopt);
    node_++;
  }

  // The frame's rbp is a node of the chain, at which the kernel has read the return address.
  Leave follow_chain() {
    RegisterFile caller;
    if (const auto bp = registers_.get(kRbp)) {
      caller.set(kRsp, *bp + 16);
      caller.set(kRbp, stack_.peek(*bp));
      if (code_.row != nullptr)
        peek_saved_registers(*bp + 16, caller);
    }
    const uint64_t return_address = stack_.return_address(node_);
    if (return_address == 0)
      return Leave::kOutermost;
    return enter(caller, return_address, node_ + 1);
  }

  void peek_saved_registers(uint64_t cfa, RegisterFile& caller) const {
    for (const SavedRegister saved : {kSavedRbx, kSavedR12, kSavedR13, kSavedR14, kSavedR15}) {
      const RegisterRule& rule = code_.row->saved[saved];
      const uint8_t number = kSavedRegisterNumbers[saved];
      if (rule.kind == RuleKind::kSame)
        caller.set(number, registers_.get(number));
      else if (rule.kind == RuleKind::kAtCfa)
        caller.set(number, stack_.peek(cfa + offset_of(rule.offset)));
    }
  }

  Leave enter(const RegisterFile& caller, uint64_t return_address, size_t node) {
    registers_ = caller;
    ip_ = return_address;
    node_ = node;
    return Leave::kDone;
  }

  Leave leave_by_rules() {
    if (code_.function->signal_frame)
      return leave_signal_frame();
    if (code_.row == nullptr)
      return leave_by_frame_pointer();
    // A copy: questions below may invalidate what code_ points to.
    const UnwindRow row = *code_.row;
    if (row.saved[kSavedReturnAddress].kind == RuleKind::kUndefined)
      return Leave::kOutermost;
    if (row.cfa.kind == CfaKind::kUnknown)
      return leave_by_frame_pointer();
    if (is_frame_pointer_row(row) || (row.frame_pointers_at_calls != 0 &&
                                      frame_.is_return_address && result_.frames.size() > 1)) {
      if (row.frame_pointers_at_calls == 2)
        skip_second_frame_pointer();
      if (has_chain())
        return follow_chain();
      if (node_ > 0 && !registers_.get(kRbp))
        return stuck(capture_.chain_is_full ? kCauseDepth : kCauseSliceTooShort);
    }
    const auto cfa = canonical_frame_address(row.cfa);
    if (!cfa)
      return Leave::kStuck;
    const auto sp = registers_.get(kRsp);
    if (sp && is_interpreter(*code_.function))
      return leave_interpreter(row, *sp, *cfa);
    // Where rsp has a rule of its own, as in longjmp, the CFA is no place on the stack.
    const bool is_on_stack = row.saved[kSavedRsp].kind == RuleKind::kSame;
    if (is_on_stack && sp && *cfa < *sp)
      return stuck(kCauseBadUnwindInfo);
    // A frame pointer all the same: what a signal interrupted may lie on another stack.
    if (has_chain() && registers_.get(kRbp) == *cfa - 16 && saves_like_frame_pointer(row))
      return follow_chain();
    return restore(row, *cfa);
  }

  static bool saves_like_frame_pointer(const UnwindRow& row) {
    return row.saved[kSavedRbp] == RegisterRule{RuleKind::kAtCfa, 0, -16} &&
           row.saved[kSavedReturnAddress] == RegisterRule{RuleKind::kAtCfa, 0, -8};
  }

  // Where its rules are right, the return address is behind a call of it; else its frame is sought.
  Leave leave_interpreter(const UnwindRow& row, uint64_t sp, uint64_t cfa) {
    const FunctionUnwind function{code_.function->start, code_.function->limit, false, {}};
    const auto at_cfa = find_interpreter_frame(stack_, cfa - 8, tables_, &function);
    const auto frame = at_cfa && at_cfa->cfa == cfa
                           ? at_cfa
                           : find_interpreter_frame(stack_, sp, tables_, &function);
    if (frame)
      return restore(frame->row, frame->cfa);
    return stack_.peek(sp + kMaxSearchedBytes) ? restore(row, cfa) : stuck(kCauseSliceTooShort);
  }

  static uint64_t offset_of(int32_t offset) { return static_cast<uint64_t>(int64_t{offset}); }

  // nullopt: result_.cause says why.
  std::optional<uint64_t> canonical_frame_address(const CfaRule& rule) {
    if (rule.kind == CfaKind::kUnsupported) {
      stuck(kCauseUnwindExpression);
      return std::nullopt;
    }
    const auto base = registers_.get(rule.base);
    if (!base) {
      stuck(cause_of_unknown(rule.base));
      return std::nullopt;
    }
    uint64_t address = *base + offset_of(rule.offset);
    if (rule.kind == CfaKind::kLinkageTable)
      return address + ((ip_ & 15) >= static_cast<uint64_t>(rule.addend) ? 8 : 0);
    if (rule.kind == CfaKind::kRegister)
      return address;
    if (rule.kind == CfaKind::kIndexedDereference) {
      const auto index = registers_.get(rule.index);
      if (!index) {
        stuck(cause_of_unknown(rule.index));
        return std::nullopt;
      }
      address += 8 * *index;
    }
    const auto value = stack_.read(address);
    if (!value) {
      stuck(stack_.cause_of_missing(address));
      return std::nullopt;
    }
    return *value + offset_of(rule.addend);
  }

  // A register that calls preserve is unknown only because its copy lies beyond the slice.
  static const char* cause_of_unknown(uint8_t number) {
    for (const uint8_t saved : kSavedRegisterNumbers) {
      if (saved == number)
        return kCauseSliceTooShort;
    }
    return kCauseBadUnwindInfo;
  }

  Leave restore(const UnwindRow& row, uint64_t cfa) {
    RegisterFile caller;
    size_t node = 0;
    caller.set(kRsp, cfa);
    for (size_t i = kSavedRbp; i < kSavedRegisters; i++) {
      const uint8_t number = kSavedRegisterNumbers[i];
      const RegisterRule& rule = row.saved[i];
      if (number == kRsp && rule.kind == RuleKind::kSame)
        continue;
      caller.set(number, is_untouched(rule, cfa) ? registers_.get(number) : evaluate(rule, cfa));
    }
    if (is_untouched(row.saved[kSavedRbp], cfa))
      node = node_;
    else if (const auto bp = caller.get(kRbp))
      node = stack_.node_of(*bp);

    const RegisterRule& rule = row.saved[kSavedReturnAddress];
    const auto return_address = evaluate(rule, cfa);
    if (!return_address)
      return stuck(cause_of_unknown_return_address(rule, cfa));
    // By the same convention as a rule that says undefined.
    if (*return_address == 0)
      return Leave::kOutermost;
    return enter(caller, *return_address, node);
  }

  // The caller's value is still in the register. LLVM's rules for an epilogue keep saying "saved at
  // CFA - 16" after `pop %rbp`, when that lies below the stack pointer.
  bool is_untouched(const RegisterRule& rule, uint64_t cfa) const {
    if (rule.kind == RuleKind::kSame)
      return true;
    const auto sp = registers_.get(kRsp);
    return rule.kind == RuleKind::kAtCfa && sp && cfa + offset_of(rule.offset) < *sp;
  }

  std::optional<uint64_t> evaluate(const RegisterRule& rule, uint64_t cfa) {
    switch (rule.kind) {
    case RuleKind::kAtCfa:
      return stack_.read(cfa + offset_of(rule.offset));
    case RuleKind::kAtRegister: {
      const auto base = registers_.get(rule.base);
      return base ? stack_.read(*base + offset_of(rule.offset)) : std::nullopt;
    }
    case RuleKind::kInRegister:
      return registers_.get(rule.base);
    case RuleKind::kCfaValue:
      return cfa + offset_of(rule.offset);
    default:
      return std::nullopt;
    }
  }

  const char* cause_of_unknown_return_address(const RegisterRule& rule, uint64_t cfa) const {
    switch (rule.kind) {
    case RuleKind::kAtCfa:
      return stack_.cause_of_missing(cfa + offset_of(rule.offset));
    case RuleKind::kAtRegister:
      return kCauseSliceTooShort;
    case RuleKind::kUnsupported:
      return kCauseUnwindExpression;
    default:
      return kCauseBadUnwindInfo;
    }
  }

  // struct rt_sigframe of the kernel: the handler's return address, by now taken off, then struct
  // ucontext, whose uc_mcontext lies 40 bytes in (arch/x86/include/uapi/asm/sigcontext.h).
  Leave leave_signal_frame() {
    constexpr uint8_t kOrder[] = {kR8,  kR9,  kR10, kR11, kR12, kR13, kR14, kR15,
                                  kRdi, kRsi, kRbp, kRbx, kRdx, kRax, kRcx, kRsp};
    constexpr uint64_t kSigcontextOffset = 40;
    const auto sp = registers_.get(kRsp);
    if (!sp)
      return stuck(kCauseSliceTooShort);
    RegisterFile interrupted;
    uint64_t address = *sp + kSigcontextOffset;
    for (const uint8_t number : kOrder) {
      interrupted.set(number, stack_.read(address));
      address += 8;
    }
    const auto ip = stack_.read(address);
    if (!ip)
      return stuck(stack_.cause_of_missing(address));
    is_interrupted_ = true;
    return enter(interrupted, *ip, stack_.node_of(*interrupted.get(kRbp)));
  }

  const Capture& capture_;
  UnwindTables& tables_;
  CapturedStack stack_;
  RegisterFile registers_;
  uint64_t ip_;
  // The chain's node at which rbp points; its value may be unknown, where it lies beyond the slice.
  size_t node_;
  UserFrame frame_;
  CodeAt code_;
  bool is_interrupted_ = false;  // the frame before was left by a signal frame
  Unwound result_;
};

}  // namespace

Unwound unwind(const Capture& capture, UnwindTables& tables) {
  return Unwinder(capture, tables).run();
}

}  // namespace meshprof
