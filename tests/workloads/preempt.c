// SPDX-License-Identifier: Apache-2.0
// Threads that never wait, all bound to one CPU: what they do not run, they are runnable.
//   preempt [--seconds 5] [--threads 3] [--cpu 0] [--gate]
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "workload.h"

static uint64_t end_ns;

static void* compute(void* argument) {
  struct thread_account* account = argument;
  pthread_setname_np(pthread_self(), "never-waits");
  thread_account_begin(account);
  uint64_t state = 1;
  while (now_ns() < end_ns)
    COMPUTE_A_LITTLE(state);
  thread_account_end(account);
  return NULL;
}

int main(int argc, char** argv) {
  const uint64_t seconds = (uint64_t)option(argc, argv, "--seconds", 5, 1);
  const long count = option(argc, argv, "--threads", 3, 2);
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET((size_t)option(argc, argv, "--cpu", 0, 0), &cpus);
  require(sched_setaffinity(0, sizeof cpus, &cpus) == 0, "sched_setaffinity");
  struct thread_account* accounts = calloc((size_t)count, sizeof *accounts);
  pthread_t* threads = calloc((size_t)count, sizeof *threads);
  require(accounts != NULL && threads != NULL, "calloc");

  wait_at_start_gate(argc, argv);
  const uint64_t start = now_ns();
  end_ns = start + seconds * 1000000000u;
  for (long i = 0; i < count; i++) {
    require(pthread_create(&threads[i], NULL, compute, &accounts[i]) == 0, "pthread_create");
  }
  uint64_t runnable_ns = 0;
  for (long i = 0; i < count; i++) {
    pthread_join(threads[i], NULL);
    runnable_ns += accounts[i].elapsed_ns - accounts[i].cpu_ns;
  }

  print_truth_start("preempt", now_ns() - start);
  print_number("runnableNs", runnable_ns);
  print_threads(accounts, count);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
