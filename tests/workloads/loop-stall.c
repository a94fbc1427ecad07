// SPDX-License-Identifier: Apache-2.0
// Three event loops. Two wait a few milliseconds for events in each round and in every fifth are
// held up for long, one by computing, one by sleeping; the third has an event each time, so
// it polls without waiting until its last round. Each tells of its own rounds that took longer than
// the threshold.
//   loop-stall [--stalls 7] [--stall-ms 100] [--threshold-ms 50] [--gate]
#define _GNU_SOURCE
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "workload.h"

enum { LOOPS = 3, ROUNDS_TO_A_STALL = 5, WAIT_MS = 4 };

struct loop {
  const char* name;
  void (*hold_up)(void);
  uint64_t rounds, long_rounds, long_ns, longest_ns;
};

static uint64_t stall_ns, threshold_ns;
static long stalls;
static struct thread_account accounts[LOOPS];

__attribute__((noinline)) static void hold_up_by_burning(void) {
  burn_cpu_ns(stall_ns);
  __asm__ volatile("");
}

__attribute__((noinline)) static void hold_up_by_sleeping(void) {
  sleep_ns(stall_ns);
  __asm__ volatile("");
}

__attribute__((noinline)) static void handle_event(void) {
  uint64_t state = 1;
  COMPUTE_A_LITTLE(state);
}

static struct loop loops[LOOPS] = {{.name = "burning-loop", .hold_up = hold_up_by_burning},
                                   {.name = "sleeping-loop", .hold_up = hold_up_by_sleeping},
                                   {.name = "busy-loop", .hold_up = handle_event}};

static void note_round(struct loop* loop, uint64_t ns) {
  if (ns < threshold_ns)
    return;
  loop->long_rounds++;
  loop->long_ns += ns;
  if (ns > loop->longest_ns)
    loop->longest_ns = ns;
}

static void* run_loop(void* argument) {
  struct loop* loop = argument;
  const bool is_busy = loop->hold_up == handle_event;
  struct thread_account* account = &accounts[loop - loops];
  pthread_setname_np(pthread_self(), loop->name);
  const int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  const int event_fd = eventfd(is_busy ? 1 : 0, EFD_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN};
  require(epoll_fd >= 0 && event_fd >= 0, "epoll_create1 or eventfd");
  require(epoll_ctl(epoll_fd, EPOLL_CTL_ADD, event_fd, &event) == 0, "epoll_ctl");

  thread_account_begin(account);
  const uint64_t end_ns = now_ns() + (uint64_t)stalls * stall_ns;
  uint64_t since = now_ns();
  for (loop->rounds = 0;
       is_busy ? since < end_ns : loop->rounds < (uint64_t)stalls * ROUNDS_TO_A_STALL;
       loop->rounds++) {
    require(epoll_wait(epoll_fd, &event, 1, WAIT_MS) == is_busy, "epoll_wait");
    since = now_ns();
    if (is_busy || loop->rounds % ROUNDS_TO_A_STALL == ROUNDS_TO_A_STALL - 1)
      loop->hold_up();
    note_round(loop, now_ns() - since);
  }
  // So that the last stall, or all of the busy rounds, end with a wait, too.
  uint64_t value;
  require(!is_busy || read(event_fd, &value, sizeof value) == sizeof value, "read from eventfd");
  require(epoll_wait(epoll_fd, &event, 1, WAIT_MS) == 0, "epoll_wait");
  thread_account_end(account);
  close(event_fd);
  close(epoll_fd);
  return NULL;
}

int main(int argc, char** argv) {
  stalls = option(argc, argv, "--stalls", 7, 1);
  stall_ns = (uint64_t)option(argc, argv, "--stall-ms", 100, 1) * 1000000u;
  threshold_ns = (uint64_t)option(argc, argv, "--threshold-ms", 50, 1) * 1000000u;
  wait_at_start_gate(argc, argv);
  const uint64_t start = now_ns();
  pthread_t threads[LOOPS];
  for (int i = 0; i < LOOPS; i++)
    require(pthread_create(&threads[i], NULL, run_loop, &loops[i]) == 0, "pthread_create");
  for (int i = 0; i < LOOPS; i++)
    pthread_join(threads[i], NULL);

  print_truth_start("loop-stall", now_ns() - start);
  printf(",\"loops\":[");
  for (int i = 0; i < LOOPS; i++) {
    printf("%s{\"name\":\"%s\",\"rounds\":%llu,\"longRounds\":%llu,\"longNs\":%llu,\"longestNs\":%"
           "llu}",
           i > 0 ? "," : "", loops[i].name, (unsigned long long)loops[i].rounds,
           (unsigned long long)loops[i].long_rounds, (unsigned long long)loops[i].long_ns,
           (unsigned long long)loops[i].longest_ns);
  }
  printf("]");
  print_threads(accounts, LOOPS);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
