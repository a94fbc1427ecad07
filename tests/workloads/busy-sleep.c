// SPDX-License-Identifier: Apache-2.0
// One thread that is busy for a known part of its time and asleep for the rest, a known number of
// times.
//   busy-sleep [--seconds 5] [--busy-percent 30] [--sleeps 499] [--gate]
#include "workload.h"

int main(int argc, char** argv) {
  const uint64_t seconds = (uint64_t)option(argc, argv, "--seconds", 5, 1);
  const uint64_t busy_percent = (uint64_t)option(argc, argv, "--busy-percent", 30, 0);
  // A prime number, so that it cannot come out by chance from a rate, a period or a batch size.
  const uint64_t sleeps = (uint64_t)option(argc, argv, "--sleeps", 499, 1);
  const uint64_t cycle_ns = seconds * 1000000000u / sleeps;
  const uint64_t busy_ns = cycle_ns * busy_percent / 100;
  uint64_t slept_ns = 0;

  wait_at_start_gate(argc, argv);
  struct thread_account account;
  thread_account_begin(&account);
  for (uint64_t i = 0; i < sleeps; i++) {
    burn_cpu_ns(busy_ns);
    const uint64_t start = now_ns();
    sleep_ns(cycle_ns - busy_ns);
    slept_ns += now_ns() - start;
  }
  thread_account_end(&account);

  print_truth_start("busy-sleep", account.elapsed_ns);
  print_number("cpuNs", account.cpu_ns);
  print_number("sleeps", sleeps);
  print_number("sleptNs", slept_ns);
  print_threads(&account, 1);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
