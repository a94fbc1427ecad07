// SPDX-License-Identifier: Apache-2.0
// Two threads that pass one byte back and forth through two pipes: a known number of round trips,
// each with a wait in read() on either side.
//   pipe-pingpong [--round-trips 20011] [--gate]
#define _GNU_SOURCE
#include <pthread.h>
#include <unistd.h>

#include "workload.h"

static int ping[2], pong[2];
static long round_trips;
static struct thread_account accounts[2];

static void pass(int from, int to) {
  char byte;
  require(read(from, &byte, 1) == 1, "read");
  require(write(to, &byte, 1) == 1, "write");
}

static void* answer(void* unused) {
  (void)unused;
  pthread_setname_np(pthread_self(), "pipe-pong");
  thread_account_begin(&accounts[1]);
  for (long i = 0; i < round_trips; i++)
    pass(ping[0], pong[1]);
  thread_account_end(&accounts[1]);
  return NULL;
}

int main(int argc, char** argv) {
  round_trips = option(argc, argv, "--round-trips", 20011, 1);
  require(pipe(ping) == 0 && pipe(pong) == 0, "pipe");

  wait_at_start_gate(argc, argv);
  thread_account_begin(&accounts[0]);
  pthread_t partner;
  require(pthread_create(&partner, NULL, answer, NULL) == 0, "pthread_create");
  for (long i = 0; i < round_trips; i++) {
    require(write(ping[1], "x", 1) == 1, "write");
    char byte;
    require(read(pong[0], &byte, 1) == 1, "read");
  }
  thread_account_end(&accounts[0]);
  pthread_join(partner, NULL);

  print_truth_start("pipe-pingpong", accounts[0].elapsed_ns);
  print_number("roundTrips", (uint64_t)round_trips);
  print_threads(accounts, 2);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
