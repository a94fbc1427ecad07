// SPDX-License-Identifier: Apache-2.0
// Many short-lived threads, a few at a time; each burns a known CPU time and sleeps once.
//   thread-churn [--threads 997] [--at-once 8] [--cpu-us 500] [--sleep-us 500] [--gate]
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>

#include "workload.h"

static uint64_t cpu_ns, pause_ns;

static void* live_shortly(void* argument) {
  struct thread_account* account = argument;
  pthread_setname_np(pthread_self(), "short-lived");
  thread_account_begin(account);
  burn_cpu_ns(cpu_ns);
  sleep_ns(pause_ns);
  thread_account_end(account);
  return NULL;
}

static void run_wave(struct thread_account* accounts, pthread_t* threads, long count) {
  for (long i = 0; i < count; i++) {
    require(pthread_create(&threads[i], NULL, live_shortly, &accounts[i]) == 0, "pthread_create");
  }
  for (long i = 0; i < count; i++)
    pthread_join(threads[i], NULL);
}

static void print_sums(const struct thread_account* accounts, long count) {
  uint64_t cpu = 0, voluntary = 0, involuntary = 0;
  for (long i = 0; i < count; i++) {
    cpu += accounts[i].cpu_ns;
    voluntary += accounts[i].voluntary_switches;
    involuntary += accounts[i].involuntary_switches;
  }
  print_number("shortLivedThreads", (uint64_t)count);
  print_number("shortLivedCpuNs", cpu);
  print_number("shortLivedVoluntarySwitches", voluntary);
  print_number("shortLivedInvoluntarySwitches", involuntary);
}

int main(int argc, char** argv) {
  const long count = option(argc, argv, "--threads", 997, 1);
  const long at_once = option(argc, argv, "--at-once", 8, 1);
  cpu_ns = (uint64_t)option(argc, argv, "--cpu-us", 500, 0) * 1000u;
  pause_ns = (uint64_t)option(argc, argv, "--sleep-us", 500, 1) * 1000u;
  struct thread_account* accounts = calloc((size_t)count, sizeof *accounts);
  pthread_t* threads = calloc((size_t)at_once, sizeof *threads);
  require(accounts != NULL && threads != NULL, "calloc");

  wait_at_start_gate(argc, argv);
  struct thread_account main_account;
  thread_account_begin(&main_account);
  for (long done = 0; done < count; done += at_once) {
    run_wave(accounts + done, threads, count - done < at_once ? count - done : at_once);
  }
  thread_account_end(&main_account);

  print_truth_start("thread-churn", main_account.elapsed_ns);
  print_sums(accounts, count);
  print_threads(&main_account, 1);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
