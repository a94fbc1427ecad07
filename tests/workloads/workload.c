// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "workload.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

void require(bool ok, const char* what) {
  if (ok)
    return;
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

long option(int argc, char** argv, const char* name, long fallback, long minimum) {
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], name) != 0)
      continue;
    char* end = NULL;
    const long value = i + 1 < argc ? strtol(argv[i + 1], &end, 10) : 0;
    if (end == NULL || *end != '\0' || end == argv[i + 1] || value < minimum) {
      fprintf(stderr, "%s takes a number of at least %ld\n", name, minimum);
      exit(2);
    }
    return value;
  }
  return fallback;
}

bool has_flag(int argc, char** argv, const char* name) {
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], name) == 0)
      return true;
  }
  return false;
}

static uint64_t clock_ns(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

uint64_t now_ns(void) {
  return clock_ns(CLOCK_MONOTONIC);
}
uint64_t thread_cpu_ns(void) {
  return clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

void burn_cpu_ns(uint64_t cpu_ns) {
  const uint64_t end = thread_cpu_ns() + cpu_ns;
  uint64_t state = cpu_ns;
  while (thread_cpu_ns() < end)
    COMPUTE_A_LITTLE(state);
}

void sleep_ns(uint64_t ns) {
  struct timespec rest = {(time_t)(ns / 1000000000u), (long)(ns % 1000000000u)};
  while (nanosleep(&rest, &rest) != 0 && errno == EINTR) {
  }
}

void wait_at_start_gate(int argc, char** argv) {
  if (!has_flag(argc, argv, "--gate"))
    return;
  printf("{\"ready\":true,\"pid\":%d}\n", getpid());
  fflush(stdout);
  for (char byte = 0; byte != '\n';) {
    if (read(STDIN_FILENO, &byte, 1) != 1)
      exit(1);
  }
}

void wait_at_end_gate(int argc, char** argv) {
  fflush(stdout);
  if (!has_flag(argc, argv, "--gate"))
    return;
  for (char byte; read(STDIN_FILENO, &byte, 1) == 1;) {
  }
}

// The thread's own counts; `sign` is -1 at the beginning and +1 at the end.
static void add_usage(struct thread_account* account, uint64_t sign) {
  struct rusage usage;
  getrusage(RUSAGE_THREAD, &usage);
  account->elapsed_ns += sign * now_ns();
  account->cpu_ns += sign * thread_cpu_ns();
  account->voluntary_switches += sign * (uint64_t)usage.ru_nvcsw;
  account->involuntary_switches += sign * (uint64_t)usage.ru_nivcsw;
  account->minor_faults += sign * (uint64_t)usage.ru_minflt;
  account->major_faults += sign * (uint64_t)usage.ru_majflt;
}

void thread_account_begin(struct thread_account* account) {
  memset(account, 0, sizeof *account);
  account->tid = gettid();
  pthread_getname_np(pthread_self(), account->name, sizeof account->name);
  add_usage(account, (uint64_t)-1);
}

void thread_account_end(struct thread_account* account) {
  add_usage(account, 1);
}

void print_truth_start(const char* program, uint64_t elapsed_ns) {
  printf("{\"program\":\"%s\",\"elapsedNs\":%" PRIu64, program, elapsed_ns);
}

void print_number(const char* name, uint64_t value) {
  printf(",\"%s\":%" PRIu64, name, value);
}

void print_threads(const struct thread_account* accounts, long count) {
  printf(",\"threads\":[");
  for (long i = 0; i < count; i++) {
    const struct thread_account* account = &accounts[i];
    printf("%s{\"tid\":%d,\"name\":\"%s\"", i > 0 ? "," : "", account->tid, account->name);
    print_number("elapsedNs", account->elapsed_ns);
    print_number("cpuNs", account->cpu_ns);
    print_number("voluntarySwitches", account->voluntary_switches);
    print_number("involuntarySwitches", account->involuntary_switches);
    printf("}");
  }
  printf("]");
}
