// SPDX-License-Identifier: Apache-2.0
// Forks children that burn a known CPU time and end; every second one executes a fresh copy of this
// program first.
//   forker [--children 7] [--cpu-ms 200] [--gate]
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

static void be_a_child(long index, const char* cpu_ms) {
  if (index % 2 == 1) {
    execl("/proc/self/exe", "forker", "--only-burn-ms", cpu_ms, (char*)NULL);
    _exit(127);
  }
  burn_cpu_ns((uint64_t)atol(cpu_ms) * 1000000u);
  _exit(0);
}

static uint64_t cpu_ns_of(const struct rusage* usage) {
  const uint64_t seconds = (uint64_t)usage->ru_utime.tv_sec + (uint64_t)usage->ru_stime.tv_sec;
  const uint64_t microseconds =
      (uint64_t)usage->ru_utime.tv_usec + (uint64_t)usage->ru_stime.tv_usec;
  return seconds * 1000000000u + microseconds * 1000u;
}

int main(int argc, char** argv) {
  const long only_burn_ms = option(argc, argv, "--only-burn-ms", 0, 0);
  if (only_burn_ms > 0) {
    burn_cpu_ns((uint64_t)only_burn_ms * 1000000u);
    return 0;
  }
  const long children = option(argc, argv, "--children", 7, 1);
  char cpu_ms[24];
  snprintf(cpu_ms, sizeof cpu_ms, "%ld", option(argc, argv, "--cpu-ms", 200, 1));

  wait_at_start_gate(argc, argv);
  const uint64_t start = now_ns();
  for (long i = 0; i < children; i++) {
    const pid_t child = fork();
    require(child >= 0, "fork");
    if (child == 0)
      be_a_child(i, cpu_ms);
  }
  char* list = NULL;
  size_t list_bytes = 0;
  FILE* json = open_memstream(&list, &list_bytes);
  uint64_t total_ns = 0;
  for (long i = 0; i < children; i++) {
    int status;
    struct rusage usage;
    const pid_t child = wait4(-1, &status, 0, &usage);
    require(child > 0 && status == 0, "wait4");
    total_ns += cpu_ns_of(&usage);
    fprintf(json, "%s{\"pid\":%d,\"cpuNs\":%" PRIu64 "}", i > 0 ? "," : "", child,
            cpu_ns_of(&usage));
  }
  fclose(json);

  print_truth_start("forker", now_ns() - start);
  print_number("childrenCpuNs", total_ns);
  printf(",\"children\":[%s]}\n", list);
  wait_at_end_gate(argc, argv);
  return 0;
}
