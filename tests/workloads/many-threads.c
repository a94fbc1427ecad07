// SPDX-License-Identifier: Apache-2.0
// Very many threads, in one process or in many, that compute and sleep by turns: what a profiler
// must hold without losing anything.
//   many-threads [--threads 200] [--processes 1] [--seconds 5] [--burst-us 200] [--sleep-us 0]
//   [--gate]
// --sleep-us 0: the threads never wait of their own accord. Every process has so many threads
// beside its main one; all processes exist before the gate opens. The truth is the sum over those
// threads.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

static long threads, seconds, burst_us, sleep_us;

// Shared by all processes, so that the parent can print the sum when its children have ended.
static struct {
  uint64_t cpu_ns, voluntary_switches, involuntary_switches, elapsed_ns;
}* sums;

static void add(uint64_t* sum, uint64_t value) {
  __atomic_fetch_add(sum, value, __ATOMIC_RELAXED);
}

static void* work(void* unused) {
  (void)unused;
  struct thread_account account;
  thread_account_begin(&account);
  const uint64_t end = now_ns() + (uint64_t)seconds * 1000000000u;
  while (now_ns() < end) {
    burn_cpu_ns((uint64_t)burst_us * 1000u);
    if (sleep_us > 0)
      sleep_ns((uint64_t)sleep_us * 1000u);
  }
  thread_account_end(&account);
  add(&sums->cpu_ns, account.cpu_ns);
  add(&sums->voluntary_switches, account.voluntary_switches);
  add(&sums->involuntary_switches, account.involuntary_switches);
  add(&sums->elapsed_ns, account.elapsed_ns);
  return NULL;
}

static void run_threads(void) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 64 * 1024);
  pthread_t* running = calloc((size_t)threads, sizeof *running);
  require(running != NULL, "calloc");
  for (long i = 0; i < threads; i++)
    require(pthread_create(&running[i], &attributes, work, NULL) == 0, "pthread_create");
  for (long i = 0; i < threads; i++)
    pthread_join(running[i], NULL);
  free(running);
}

int main(int argc, char** argv) {
  threads = option(argc, argv, "--threads", 200, 1);
  const long processes = option(argc, argv, "--processes", 1, 1);
  seconds = option(argc, argv, "--seconds", 5, 1);
  burst_us = option(argc, argv, "--burst-us", 200, 1);
  sleep_us = option(argc, argv, "--sleep-us", 0, 0);
  sums = mmap(NULL, sizeof *sums, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  require(sums != MAP_FAILED, "mmap");

  // They wait for the end of this pipe.
  int start[2];
  require(pipe(start) == 0, "pipe");
  for (long i = 1; i < processes; i++) {
    const pid_t child = fork();
    require(child >= 0, "fork");
    if (child > 0)
      continue;
    close(start[1]);
    char byte;
    require(read(start[0], &byte, 1) == 0, "read");
    run_threads();
    _exit(0);
  }

  wait_at_start_gate(argc, argv);
  const uint64_t begin = now_ns();
  close(start[1]);
  run_threads();
  while (wait(NULL) > 0) {
  }

  print_truth_start("many-threads", now_ns() - begin);
  print_number("workers", (uint64_t)(threads * processes));
  print_number("cpuNs", sums->cpu_ns);
  print_number("voluntarySwitches", sums->voluntary_switches);
  print_number("involuntarySwitches", sums->involuntary_switches);
  print_number("workersElapsedNs", sums->elapsed_ns);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
