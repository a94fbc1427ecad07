// SPDX-License-Identifier: Apache-2.0
// Very many short waits and few long ones, in the same places: between two long sleeps a thread and
// its partner pass a byte back and forth, so that of the partner's waits for it one in each round
// is as long as the sleep.
//   pipes-and-sleeps [--rounds 151] [--passes 50] [--minimum-us 5000] [--gate]
#define _GNU_SOURCE
#include <pthread.h>
#include <unistd.h>

#include "workload.h"

#define SLEEP_NS 20000000u

// Waits that took at least the minimum by the thread's own clock.
struct long_waits {
  uint64_t count, ns;
};

static int ping[2], pong[2];
static uint64_t minimum_ns;
static struct long_waits slept, main_reads, partner_reads;
static uint64_t reads;

static void note(struct long_waits* waits, uint64_t ns) {
  if (ns < minimum_ns)
    return;
  waits->count++;
  waits->ns += ns;
}

__attribute__((noinline)) static void reads_a_byte(int from, struct long_waits* waits) {
  char byte;
  const uint64_t begin = now_ns();
  require(read(from, &byte, 1) == 1, "read");
  note(waits, now_ns() - begin);
}

static void* partner(void* passes) {
  pthread_setname_np(pthread_self(), "partner");
  for (long i = 0; i < *(long*)passes; i++) {
    reads_a_byte(ping[0], &partner_reads);
    require(write(pong[1], "x", 1) == 1, "write");
  }
  return NULL;
}

__attribute__((noinline)) static void sleeps_long(void) {
  const uint64_t begin = now_ns();
  sleep_ns(SLEEP_NS);
  note(&slept, now_ns() - begin);
}

int main(int argc, char** argv) {
  const long rounds = option(argc, argv, "--rounds", 151, 1);
  const long passes = option(argc, argv, "--passes", 50, 1);
  minimum_ns = (uint64_t)option(argc, argv, "--minimum-us", 5000, 0) * 1000u;
  long all_passes = rounds * passes;
  pthread_t thread;
  require(pipe(ping) == 0 && pipe(pong) == 0, "pipe");

  wait_at_start_gate(argc, argv);
  const uint64_t begin = now_ns();
  require(pthread_create(&thread, NULL, partner, &all_passes) == 0, "pthread_create");
  for (long i = 0; i < rounds; i++) {
    sleeps_long();
    for (long j = 0; j < passes; j++) {
      require(write(ping[1], "x", 1) == 1, "write");
      reads_a_byte(pong[0], &main_reads);
      reads += 2;
    }
  }
  pthread_join(thread, NULL);

  print_truth_start("pipes-and-sleeps", now_ns() - begin);
  print_number("sleeps", (uint64_t)rounds);
  print_number("reads", reads);
  print_number("longSleeps", slept.count);
  print_number("longSleepNs", slept.ns);
  print_number("longReads", main_reads.count + partner_reads.count);
  print_number("longReadNs", main_reads.ns + partner_reads.ns);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
