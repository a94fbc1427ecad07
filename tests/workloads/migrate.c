// SPDX-License-Identifier: Apache-2.0
// Two threads that change places between two CPUs over and over, by asking for it, and sleep now
// and then. Both live from before the start gate until after the end gate.
//   migrate [--hops 1999] [--gate]
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdlib.h>

#include "workload.h"

#define BURN_NS 200000u
#define SLEEP_NS 1000000u

static long hops;
static int cpus[2];
static sem_t start, finished, end;
static struct thread_account accounts[2];

__attribute__((noinline)) static void hop_to(int cpu) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET((size_t)cpu, &one);
  require(sched_setaffinity(0, sizeof one, &one) == 0, "sched_setaffinity");
  require(sched_getcpu() == cpu, "sched_getcpu");
}

__attribute__((noinline)) static void hop_and_work(long index) {
  thread_account_begin(&accounts[index]);
  for (long i = 0; i < hops; i++) {
    hop_to(cpus[(i + index) % 2]);
    burn_cpu_ns(BURN_NS);
    if (i % 3 == 0)
      sleep_ns(SLEEP_NS);
  }
  thread_account_end(&accounts[index]);
}

static void* other_thread(void* argument) {
  pthread_setname_np(pthread_self(), "hops-too");
  sem_wait(&start);
  hop_and_work(1);
  sem_post(&finished);
  sem_wait(&end);
  return argument;
}

static void choose_cpus(void) {
  cpu_set_t allowed;
  require(sched_getaffinity(0, sizeof allowed, &allowed) == 0, "sched_getaffinity");
  int found = 0;
  for (int cpu = 0; cpu < CPU_SETSIZE && found < 2; cpu++) {
    if (CPU_ISSET((size_t)cpu, &allowed))
      cpus[found++] = cpu;
  }
  if (found < 2) {
    fprintf(stderr, "migrate needs two CPUs\n");
    exit(2);
  }
}

int main(int argc, char** argv) {
  pthread_t thread;
  hops = option(argc, argv, "--hops", 1999, 2);
  choose_cpus();
  sem_init(&start, 0, 0);
  sem_init(&finished, 0, 0);
  sem_init(&end, 0, 0);
  require(pthread_create(&thread, NULL, other_thread, NULL) == 0, "pthread_create");

  wait_at_start_gate(argc, argv);
  const uint64_t begin = now_ns();
  sem_post(&start);
  hop_and_work(0);
  sem_wait(&finished);

  print_truth_start("migrate", now_ns() - begin);
  print_number("hops", (uint64_t)hops * 2);
  print_number("sleeps", (uint64_t)((hops + 2) / 3) * 2);
  print_threads(accounts, 2);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  sem_post(&end);
  pthread_join(thread, NULL);
  return 0;
}
