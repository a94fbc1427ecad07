// SPDX-License-Identifier: Apache-2.0
// Threads that fight for one mutex. Whoever has it sleeps with it, so at any time one thread is in
// nanosleep() and all others wait for the lock.
//   lock-fight [--seconds 5] [--threads 3] [--hold-us 2000] [--gate]
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>

#include "workload.h"

struct fighter {
  pthread_t thread;
  struct thread_account account;
  uint64_t lock_wait_ns, held_ns, rounds;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static uint64_t end_ns, hold_ns;

static void* fight(void* argument) {
  struct fighter* fighter = argument;
  pthread_setname_np(pthread_self(), "lock-fighter");
  thread_account_begin(&fighter->account);
  while (now_ns() < end_ns) {
    const uint64_t asked = now_ns();
    pthread_mutex_lock(&mutex);
    const uint64_t got = now_ns();
    sleep_ns(hold_ns);
    pthread_mutex_unlock(&mutex);
    fighter->lock_wait_ns += got - asked;
    fighter->held_ns += now_ns() - got;
    fighter->rounds++;
    // Outside the lock for long enough that another thread gets it.
    sleep_ns(hold_ns / 10 + 1);
  }
  thread_account_end(&fighter->account);
  return NULL;
}

int main(int argc, char** argv) {
  const uint64_t seconds = (uint64_t)option(argc, argv, "--seconds", 5, 1);
  const long count = option(argc, argv, "--threads", 3, 2);
  hold_ns = (uint64_t)option(argc, argv, "--hold-us", 2000, 1) * 1000u;
  struct fighter* fighters = calloc((size_t)count, sizeof *fighters);
  struct thread_account* accounts = calloc((size_t)count, sizeof *accounts);
  require(fighters != NULL && accounts != NULL, "calloc");

  wait_at_start_gate(argc, argv);
  const uint64_t start = now_ns();
  end_ns = start + seconds * 1000000000u;
  for (long i = 0; i < count; i++) {
    require(pthread_create(&fighters[i].thread, NULL, fight, &fighters[i]) == 0, "pthread_create");
  }
  uint64_t lock_wait_ns = 0, held_ns = 0, rounds = 0;
  for (long i = 0; i < count; i++) {
    pthread_join(fighters[i].thread, NULL);
    accounts[i] = fighters[i].account;
    lock_wait_ns += fighters[i].lock_wait_ns;
    held_ns += fighters[i].held_ns;
    rounds += fighters[i].rounds;
  }

  print_truth_start("lock-fight", now_ns() - start);
  print_number("lockWaitNs", lock_wait_ns);
  print_number("heldNs", held_ns);
  print_number("rounds", rounds);
  print_threads(accounts, count);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
