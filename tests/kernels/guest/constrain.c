// SPDX-License-Identifier: Apache-2.0
// Runs a command as a machine or a container would that lacks something:
//   constrain [--hide FOLDER] [--deny bpf|perf_event_open=ERRNO] [--memlock BYTES]
//             [--capabilities N,N,...] -- COMMAND...
// --hide puts an empty folder over one; --deny answers a system call as a seccomp profile does;
// --capabilities leaves only those, by the numbers of linux/capability.h. Needs root.
#define _GNU_SOURCE
#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static void require(int ok, const char* what) {
  if (ok)
    return;
  fprintf(stderr, "constrain: %s: %s\n", what, strerror(errno));
  exit(125);
}

static void hide(const char* folder) {
  require(unshare(CLONE_NEWNS) == 0, "unshare");
  require(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, "making mounts private");
  require(mount("tmpfs", folder, "tmpfs", 0, NULL) == 0, folder);
}

// `denial`: NAME=ERRNO.
static void deny(const char* denial) {
  const char* value = strchr(denial, '=');
  require(value != NULL, denial);
  const unsigned call = strncmp(denial, "bpf=", 4) == 0 ? SYS_bpf : SYS_perf_event_open;
  struct sock_filter steps[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ((unsigned)atoi(value + 1) & 0xffff)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog program = {sizeof steps / sizeof *steps, steps};
  require(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0, "seccomp");
}

static void limit_memlock(const char* bytes) {
  const struct rlimit limit = {strtoul(bytes, NULL, 10), strtoul(bytes, NULL, 10)};
  require(setrlimit(RLIMIT_MEMLOCK, &limit) == 0, "RLIMIT_MEMLOCK");
}

// The bounding set is what root keeps when it executes something.
static void keep_capabilities(const char* list) {
  uint64_t kept = 0;
  for (const char* at = list; *at != '\0';) {
    char* behind = NULL;
    const unsigned long number = strtoul(at, &behind, 10);
    require(behind != at && number < 64, "a list of capability numbers");
    kept |= UINT64_C(1) << number;
    at = *behind == ',' ? behind + 1 : behind;
  }
  for (unsigned long number = 0; prctl(PR_CAPBSET_READ, number) >= 0; number++) {
    if ((kept >> number & 1) == 0)
      require(prctl(PR_CAPBSET_DROP, number) == 0, "dropping a capability");
  }
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct sets[2];
  require(syscall(SYS_capget, &header, sets) == 0, "capget");
  sets[0].inheritable = sets[1].inheritable = 0;
  require(syscall(SYS_capset, &header, sets) == 0, "capset");
}

int main(int argc, char** argv) {
  int i = 1;
  for (; i + 1 < argc && strcmp(argv[i], "--") != 0; i += 2) {
    const char* value = argv[i + 1];
    if (strcmp(argv[i], "--hide") == 0)
      hide(value);
    else if (strcmp(argv[i], "--deny") == 0)
      deny(value);
    else if (strcmp(argv[i], "--memlock") == 0)
      limit_memlock(value);
    else if (strcmp(argv[i], "--capabilities") == 0)
      keep_capabilities(value);
    else
      require((errno = EINVAL, 0), argv[i]);
  }
  require((errno = EINVAL, i + 1 < argc), "a command after --");
  execv(argv[i + 1], argv + i + 1);
  require(0, argv[i + 1]);
}
