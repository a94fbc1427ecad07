// SPDX-License-Identifier: Apache-2.0
#include "system_call_filter.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace meshprof::reader {
namespace {

#if defined(__x86_64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_X86_64;
constexpr int kPoll = SYS_poll;
#elif defined(__aarch64__)
constexpr uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
constexpr int kPoll = SYS_ppoll;  // what poll() is there
#else
#error "which system calls this processor has must be written here"
#endif

// newfstatat is not among them (it takes a path): plain_fstat.cc sees to it that nobody needs it.
constexpr std::array kAllowed = {
    SYS_read,       SYS_pread64,   SYS_pwrite64, SYS_write,         SYS_close,       SYS_fstat,
    SYS_lseek,      SYS_ftruncate, SYS_munmap,   SYS_brk,           SYS_mremap,      SYS_madvise,
    SYS_recvmsg,    SYS_sendmsg,   kPoll,        SYS_futex,         SYS_getrandom,   SYS_exit,
    SYS_exit_group, SYS_fadvise64, SYS_fsync,    SYS_clock_gettime, SYS_rt_sigreturn};

constexpr uint32_t argument_offset(int i) {
  return static_cast<uint32_t>(offsetof(seccomp_data, args) + static_cast<size_t>(i) * 8);
}

sock_filter load(size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(offset));
}
sock_filter skip_unless_equal(uint32_t value, uint8_t skip) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip);
}
sock_filter skip_unless_any(uint32_t bits, uint8_t skip) {
  return BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, skip);
}
sock_filter skip_if_any(uint32_t bits, uint8_t skip) {
  return BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, skip, 0);
}
sock_filter result(uint32_t action) {
  return BPF_STMT(BPF_RET | BPF_K, action);
}

const sock_filter kAllow = result(SECCOMP_RET_ALLOW);
const sock_filter kRefuse = result(SECCOMP_RET_ERRNO | EPERM);

using Program = std::vector<sock_filter>;

// `call` with the low half of its argument `i` equal to one value.
void allow_with(Program& program, int call, int i, uint32_t value) {
  program.insert(program.end(),
                 {skip_unless_equal(static_cast<uint32_t>(call), 4), load(argument_offset(i)),
                  skip_unless_equal(value, 1), kAllow, kRefuse});
}

// Memory of its own that holds no code.
void allow_anonymous_memory(Program& program) {
  program.insert(program.end(), {skip_unless_equal(SYS_mmap, 6), load(argument_offset(3)),
                                 skip_unless_any(MAP_ANONYMOUS, 3), load(argument_offset(2)),
                                 skip_if_any(PROT_EXEC, 1), kAllow, kRefuse});
}

}  // namespace

bool install_system_call_filter() {
  Program program = {load(offsetof(seccomp_data, arch)),
                     BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0), kRefuse,
                     load(offsetof(seccomp_data, nr))};
  for (const int call : kAllowed) {
    program.push_back(skip_unless_equal(static_cast<uint32_t>(call), 1));
    program.push_back(kAllow);
  }
  allow_anonymous_memory(program);
  allow_with(program, SYS_fcntl, 1, F_GETFD);
  allow_with(program, SYS_setitimer, 0, ITIMER_PROF);
  program.push_back(kRefuse);
  sock_fprog filter = {static_cast<unsigned short>(program.size()), program.data()};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0;
}

}  // namespace meshprof::reader
