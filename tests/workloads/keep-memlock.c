// SPDX-License-Identifier: Apache-2.0
// Runs a program whose wish for another memlock limit is answered with yes and not carried out.
// Tools ask for it out of habit: since Linux 5.11 BPF memory is not counted against it, and where
// CAP_SYS_RESOURCE is withheld they give up for nothing.
//   keep-memlock PROGRAM [ARGUMENT ...]
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "workload.h"

#define LOAD(field)                                                                                \
  BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offsetof(struct seccomp_data, field))
#define JUMP_IF(value, if_equal, if_not)                                                           \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, if_equal, if_not)
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, value)

// Offsets count instructions to skip. Only the low halves of arguments are looked at (little
// endian).
static struct sock_filter rules[] = {
    /* 0 */ LOAD(nr),
    /* 1 */ JUMP_IF(__NR_setrlimit, 3, 0),
    /* 2 */ JUMP_IF(__NR_prlimit64, 0, 7),
    // prlimit64 without a new limit is a question, which the kernel answers.
    /* 3 */ LOAD(args[2]),
    /* 4 */ JUMP_IF(0, 5, 2),
    /* 5 */ LOAD(args[0]),
    /* 6 */ JUMP_IF(RLIMIT_MEMLOCK, 2, 3),
    /* 7 */ LOAD(args[1]),
    /* 8 */ JUMP_IF(RLIMIT_MEMLOCK, 0, 1),
    /* 9 */ ANSWER(SECCOMP_RET_ERRNO | 0),
    /* 10 */ ANSWER(SECCOMP_RET_ALLOW),
};

int main(int argc, char** argv) {
  require(argc > 1, "keep-memlock PROGRAM");
  const struct sock_fprog program = {.len = sizeof rules / sizeof *rules, .filter = rules};
  // Without this, only a process with CAP_SYS_ADMIN may filter; with it, setuid programs gain
  // nothing.
  require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "PR_SET_NO_NEW_PRIVS");
  require(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0, "PR_SET_SECCOMP");
  execvp(argv[1], argv + 1);
  perror(argv[1]);
  return 127;
}
