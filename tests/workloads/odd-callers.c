// SPDX-License-Identifier: Apache-2.0
// Frames that a walk along frame pointers misses or mistakes, each under a caller of its own that
// has no frame pointer: assembly in the C library, a signal handler, a parent that waits in vfork,
// deep recursion, code loaded after the start. Built without frame pointers, dynamically and
// statically linked.
//   odd-callers [--milliseconds 300] [--library PATH] [--gate]
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

#define FRAME __attribute__((noinline, noclone))
#define STAY_ON_STACK __asm__ volatile("" ::: "memory")
#define BUFFER_BYTES (4 << 20)

static uint64_t phase_ns;
static char *from_buffer, *to_buffer;
static volatile uint64_t state;

FRAME void mp_copies_in_assembly(void) {
  const uint64_t end = now_ns() + phase_ns;
  while (now_ns() < end)
    memcpy(to_buffer, from_buffer, BUFFER_BYTES);
  STAY_ON_STACK;
}

FRAME void mp_burns(void) {
  uint64_t local = state;
  const uint64_t end = now_ns() + phase_ns;
  while (now_ns() < end)
    for (int i = 0; i < 50; i++)
      COMPUTE_A_LITTLE(local);
  state = local;
}

FRAME void mp_handles_the_signal(int number) {
  (void)number;
  mp_burns();
  STAY_ON_STACK;
}

FRAME void mp_is_interrupted(void) {
  raise(SIGUSR1);
  STAY_ON_STACK;
}

FRAME void mp_recurses(int depth) {
  if (depth == 0)
    mp_burns();
  else
    mp_recurses(depth - 1);
  STAY_ON_STACK;
}

FRAME void mp_waits_in_vfork(void) {
  const pid_t child = vfork();
  if (child == 0) {
    usleep((useconds_t)(phase_ns / 1000));
    _exit(0);
  }
  waitpid(child, NULL, 0);
  STAY_ON_STACK;
}

#ifdef WITHOUT_DLOPEN
FRAME void mp_calls_what_it_loaded(const char* path) {
  (void)path;
}
#else
FRAME void mp_calls_what_it_loaded(const char* path) {
  void* library = path ? dlopen(path, RTLD_NOW) : NULL;
  void (*function)(uint64_t) = library ? (void (*)(uint64_t))dlsym(library, "mp_was_loaded") : NULL;
  if (function)
    function(phase_ns);
  STAY_ON_STACK;
}
#endif

static const char* path_option(int argc, char** argv) {
  for (int i = 1; i + 1 < argc; i++)
    if (strcmp(argv[i], "--library") == 0)
      return argv[i + 1];
  return NULL;
}

int main(int argc, char** argv) {
  phase_ns = (uint64_t)option(argc, argv, "--milliseconds", 300, 1) * 1000000u;
  from_buffer = calloc(1, BUFFER_BYTES);
  to_buffer = calloc(1, BUFFER_BYTES);
  require(from_buffer && to_buffer, "calloc");
  signal(SIGUSR1, mp_handles_the_signal);

  wait_at_start_gate(argc, argv);
  struct thread_account account;
  thread_account_begin(&account);
  mp_copies_in_assembly();
  mp_is_interrupted();
  mp_recurses(60);
  mp_waits_in_vfork();
  mp_calls_what_it_loaded(path_option(argc, argv));
  thread_account_end(&account);

  print_truth_start("odd-callers", account.elapsed_ns);
  print_threads(&account, 1);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
