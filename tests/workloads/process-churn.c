// SPDX-License-Identifier: Apache-2.0
// Starts copies of itself at a steady rate; each executes anew, computes a little and ends after a
// known time.
//   process-churn [--rate 200] [--live-ms 100] [--seconds 20] [--gate]
// The truth: how many it started. All have ended by then.
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

static void start_one(const char* live_ms) {
  const pid_t child = fork();
  require(child >= 0, "fork");
  if (child > 0)
    return;
  execl("/proc/self/exe", "process-churn", "--only-live-ms", live_ms, (char*)NULL);
  _exit(127);
}

int main(int argc, char** argv) {
  const long only_live_ms = option(argc, argv, "--only-live-ms", 0, 0);
  if (only_live_ms > 0) {
    burn_cpu_ns(200000);
    sleep_ns((uint64_t)only_live_ms * 1000000u);
    return 0;
  }
  const long rate = option(argc, argv, "--rate", 200, 1);
  const long seconds = option(argc, argv, "--seconds", 20, 1);
  char live_ms[24];
  snprintf(live_ms, sizeof live_ms, "%ld", option(argc, argv, "--live-ms", 100, 1));

  wait_at_start_gate(argc, argv);
  const uint64_t begin = now_ns();
  uint64_t started = 0, ended = 0;
  for (uint64_t due = 0; due < (uint64_t)(rate * seconds);) {
    due = (now_ns() - begin) * (uint64_t)rate / 1000000000u;
    for (; started < due; started++)
      start_one(live_ms);
    while (waitpid(-1, NULL, WNOHANG) > 0)
      ended++;
    sleep_ns(1000000);
  }
  for (; ended < started; ended++)
    require(wait(NULL) > 0, "wait");

  print_truth_start("process-churn", now_ns() - begin);
  print_number("started", started);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
