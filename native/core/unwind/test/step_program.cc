// SPDX-License-Identifier: Apache-2.0
// step-program PROGRAM: runs it instruction by instruction from its `int3` on, and compares
// the unwound stack at each with the calls and returns seen on the way. Prints one line of JSON.
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>

#include "../../symbols/test/named_frame.h"
#include "../process_unwind_tables.h"
#include "../unwind.h"

namespace meshprof::test {
namespace {

constexpr size_t kSliceBytes = 28'672;
constexpr unsigned long kMaxSteps = 3'000'000;

UserRegisters to_registers(const user_regs_struct& r) {
  UserRegisters user;
  user.ip = r.rip, user.sp = r.rsp, user.bp = r.rbp, user.bx = r.rbx, user.ax = r.rax;
  user.cx = r.rcx, user.dx = r.rdx, user.si = r.rsi, user.di = r.rdi, user.r8 = r.r8;
  user.r9 = r.r9, user.r10 = r.r10, user.r11 = r.r11, user.r12 = r.r12, user.r13 = r.r13;
  user.r14 = r.r14, user.r15 = r.r15;
  return user;
}

class Stepper {
 public:
  explicit Stepper(pid_t child)
      : child_(child), symbols_(ProcessSymbols::open(child)),
        tables_({symbols_.get(), [this] { return symbols_->refresh(); },
                 [](uint64_t, bool) { return false; }},
                caches_) {}

  void run() {
    read_registers();
    const Unwound start = unwound();
    if (!start.complete)
      return;
    // What is above is not seen to be called; its slots lie above all that comes.
    for (size_t i = 1; i < start.frames.size(); i++)
      calls_.emplace(UINT64_MAX - start.frames.size() + i, start.frames[i].address);
    int signal = 0;
    while (steps < kMaxSteps) {
      const user_regs_struct before = registers_;
      ptrace(PTRACE_SINGLESTEP, child_, nullptr, signal);
      int status = 0;
      if (waitpid(child_, &status, 0) != child_ || !WIFSTOPPED(status))
        return;
      read_registers();
      const bool delivered = signal != 0;
      signal = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
      follow(before, delivered);
      steps++;
      check();
    }
  }

  unsigned long steps = 0, incomplete = 0, different = 0;
  std::map<std::string, unsigned long> causes;
  std::string example;

 private:
  void read_registers() {
    ptrace(PTRACE_GETREGS, child_, nullptr, &registers_);
    slice_.resize(kSliceBytes);
    slice_.resize(read(registers_.rsp, slice_.data(), slice_.size()));
  }

  size_t read(uint64_t address, void* to, size_t size) const {
    const iovec local{to, size};
    // By pages, so that what there is below the stack's end is read.
    std::vector<iovec> remote;
    for (uint64_t at = address; at < address + size;) {
      const uint64_t end = std::min((at | 4095) + 1, address + size);
      remote.push_back({reinterpret_cast<void*>(at), end - at});
      at = end;
    }
    const ssize_t done = process_vm_readv(child_, &local, 1, remote.data(), remote.size(), 0);
    return done < 0 ? 0 : static_cast<size_t>(done);
  }

  uint64_t word(uint64_t address) const {
    uint64_t value = 0;
    read(address, &value, sizeof value);
    return value;
  }

  // Calls that have not returned, by where their return address lies.
  void follow(const user_regs_struct& before, bool delivered) {
    const uint64_t sp = registers_.rsp;
    calls_.erase(calls_.begin(), calls_.lower_bound(sp));
    const uint64_t top = word(sp);
    if (delivered) {
      // The kernel has put rt_sigframe there: the trampoline's address, and the interrupted one.
      calls_[sp] = top;
      calls_[sp + 8 + 168] = before.rip;
    } else if (sp == before.rsp - 8 && top > before.rip && top <= before.rip + 8 &&
               registers_.rip != top) {
      calls_[sp] = top;
    }
  }

  Unwound unwound() {
    return unwind({to_registers(registers_), {}, false, slice_, false}, tables_);
  }

  void check() {
    const Unwound stack = unwound();
    if (!stack.complete) {
      incomplete++;
      if (causes[stack.cause]++ == 0)
        describe(stack);
      return;
    }
    auto call = calls_.begin();
    bool is_equal = stack.frames.size() == calls_.size() + 1;
    for (size_t i = 1; is_equal && i < stack.frames.size(); i++, ++call)
      is_equal = stack.frames[i].address == call->second;
    if (is_equal)
      return;
    if (different++ == 0)
      describe(stack);
  }

  void describe(const Unwound& stack) {
    for (const UserFrame& frame : stack.frames)
      example += symbols_->resolve(frame.address, frame.is_return_address).name + ";";
    example += stack.complete ? " instead of " : std::string(" ") + stack.cause + " instead of ";
    for (const auto& [slot, address] : calls_)
      example += symbols_->resolve(address, true).name + ";";
    example += "\n";
  }

  pid_t child_;
  std::unique_ptr<ProcessSymbols> symbols_;
  UnwindCaches caches_;
  ProcessUnwindTables tables_;
  user_regs_struct registers_ = {};
  std::vector<std::byte> slice_;
  std::map<uint64_t, uint64_t> calls_;
};

int run(char** arguments) {
  const pid_t child = fork();
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    execv(arguments[1], arguments + 1);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);  // the new program's first instruction
  ptrace(PTRACE_CONT, child, nullptr, nullptr);
  if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP) {
    fprintf(stderr, "%s did not stop\n", arguments[1]);
    return 1;
  }
  Stepper stepper(child);
  stepper.run();
  kill(child, SIGKILL);
  fprintf(stderr, "%s", stepper.example.c_str());
  printf("{\"steps\":%lu,\"incomplete\":%lu,\"different\":%lu,\"causes\":{", stepper.steps,
         stepper.incomplete, stepper.different);
  const char* comma = "";
  for (const auto& [cause, count] : stepper.causes) {
    printf("%s\"%s\":%lu", comma, cause.c_str(), count);
    comma = ",";
  }
  printf("}}\n");
  return 0;
}

}  // namespace
}  // namespace meshprof::test

int main(int argc, char** argv) {
  meshprof::reader::Readers::configure({meshprof::test::built_reader(), "", ""});
  return argc < 2 ? 2 : meshprof::test::run(argv);
}
