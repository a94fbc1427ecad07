// SPDX-License-Identifier: Apache-2.0
// An event loop that is idle most of the time: another thread sends it a known number of events,
// and it works a known CPU time on each.
//   poll-idle [--events 199] [--interval-us 20000] [--work-us 2000] [--gate]
#define _GNU_SOURCE
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "workload.h"

static int event_fd;
static long events;
static uint64_t interval_ns;
static struct thread_account accounts[2];

static void* send_events(void* unused) {
  (void)unused;
  pthread_setname_np(pthread_self(), "event-sender");
  thread_account_begin(&accounts[1]);
  const uint64_t one = 1;
  for (long i = 0; i < events; i++) {
    sleep_ns(interval_ns);
    require(write(event_fd, &one, sizeof one) == sizeof one, "write to eventfd");
  }
  thread_account_end(&accounts[1]);
  return NULL;
}

int main(int argc, char** argv) {
  events = option(argc, argv, "--events", 199, 1);
  interval_ns = (uint64_t)option(argc, argv, "--interval-us", 20000, 1) * 1000u;
  const uint64_t work_ns = (uint64_t)option(argc, argv, "--work-us", 2000, 0) * 1000u;
  // A semaphore: each read takes one event, so none are merged and the number of handled events is
  // exact.
  event_fd = eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE);
  const int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event interest = {.events = EPOLLIN};
  require(event_fd >= 0 && epoll_fd >= 0, "eventfd or epoll_create1");
  require(epoll_ctl(epoll_fd, EPOLL_CTL_ADD, event_fd, &interest) == 0, "epoll_ctl");

  wait_at_start_gate(argc, argv);
  thread_account_begin(&accounts[0]);
  pthread_t sender;
  require(pthread_create(&sender, NULL, send_events, NULL) == 0, "pthread_create");
  uint64_t in_poll_ns = 0;
  for (long handled = 0; handled < events; handled++) {
    const uint64_t start = now_ns();
    struct epoll_event event;
    require(epoll_wait(epoll_fd, &event, 1, -1) == 1, "epoll_wait");
    in_poll_ns += now_ns() - start;
    uint64_t one;
    require(read(event_fd, &one, sizeof one) == sizeof one, "read from eventfd");
    burn_cpu_ns(work_ns);
  }
  thread_account_end(&accounts[0]);
  pthread_join(sender, NULL);

  print_truth_start("poll-idle", accounts[0].elapsed_ns);
  print_number("events", (uint64_t)events);
  print_number("inPollNs", in_poll_ns);
  print_threads(accounts, 2);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
