// SPDX-License-Identifier: Apache-2.0
// What the known-answer programs share: options, clocks, burning a known amount of CPU time, the
// gate that lets a profiler attach before anything counts, and the account of a thread by its own
// clocks.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

// `--name VALUE` as a number, or `fallback`. Ends the program with status 2 on anything that is not
// a number of at least `minimum`.
long option(int argc, char** argv, const char* name, long fallback, long minimum);
bool has_flag(int argc, char** argv, const char* name);

uint64_t now_ns(void);         // CLOCK_MONOTONIC
uint64_t thread_cpu_ns(void);  // CLOCK_THREAD_CPUTIME_ID

// Computes until the calling thread has used `cpu_ns` more of CPU time. Never blocks.
void burn_cpu_ns(uint64_t cpu_ns);

// Sleeps once for at least `ns` in nanosleep(); resumes after signals.
void sleep_ns(uint64_t ns);

// A few microseconds of arithmetic in the caller's own frame; yields a value that the compiler
// cannot drop.
#define COMPUTE_A_LITTLE(state)                                                                    \
  do {                                                                                             \
    for (int round_ = 0; round_ < 4000; round_++) {                                                \
      (state) = (state) * 6364136223846793005u + 1u;                                               \
      __asm__ volatile("" : "+r"(state));                                                          \
    }                                                                                              \
  } while (0)

// With --gate: prints {"ready":true,"pid":N}, then waits for a line on standard input. Without:
// returns at once.
void wait_at_start_gate(int argc, char** argv);
// With --gate: flushes what was printed and waits until standard input ends, so that /proc/PID can
// still be read.
void wait_at_end_gate(int argc, char** argv);

// One thread's account between thread_account_begin() and thread_account_end(), both called by that
// thread.
struct thread_account {
  int tid;
  char name[16];
  uint64_t elapsed_ns, cpu_ns;
  uint64_t voluntary_switches, involuntary_switches;
  uint64_t minor_faults, major_faults;
};
void thread_account_begin(struct thread_account* account);
void thread_account_end(struct thread_account* account);

// {"program":"NAME","elapsedNs":N — left open: print further members with a leading comma, then
// close with "}\n".
void print_truth_start(const char* program, uint64_t elapsed_ns);
// ,"threads":[{"tid":…,"name":…,"elapsedNs":…,"cpuNs":…,"voluntarySwitches":…,"involuntarySwitches":…},
// …]
void print_threads(const struct thread_account* accounts, long count);
// ,"name":value
void print_number(const char* name, uint64_t value);

// Ends the program with status 1 and one sentence if `ok` is false. `what` names the call that
// failed.
void require(bool ok, const char* what);
