// SPDX-License-Identifier: Apache-2.0
// A client that waits in recv() for a server which answers each request after a known time. Both
// are threads of this program; the server's own waits are its sleep and the wait for the next
// request.
//   tcp-wait [--requests 199] [--delay-us 10000] [--gate]
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "workload.h"

static int listener;
static long requests;
static uint64_t delay_ns;
static struct thread_account accounts[2];

static void* serve(void* unused) {
  (void)unused;
  pthread_setname_np(pthread_self(), "slow-server");
  thread_account_begin(&accounts[1]);
  const int connection = accept(listener, NULL, NULL);
  require(connection >= 0, "accept");
  for (long i = 0; i < requests; i++) {
    char byte;
    require(recv(connection, &byte, 1, 0) == 1, "recv");
    sleep_ns(delay_ns);
    require(send(connection, &byte, 1, 0) == 1, "send");
  }
  thread_account_end(&accounts[1]);
  return NULL;
}

static int listen_on_loopback(struct sockaddr_in* address) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof *address;
  require(fd >= 0 && bind(fd, (struct sockaddr*)address, length) == 0, "bind");
  require(listen(fd, 1) == 0 && getsockname(fd, (struct sockaddr*)address, &length) == 0, "listen");
  return fd;
}

int main(int argc, char** argv) {
  requests = option(argc, argv, "--requests", 199, 1);
  delay_ns = (uint64_t)option(argc, argv, "--delay-us", 10000, 1) * 1000u;
  struct sockaddr_in address;
  listener = listen_on_loopback(&address);

  wait_at_start_gate(argc, argv);
  thread_account_begin(&accounts[0]);
  pthread_t server;
  require(pthread_create(&server, NULL, serve, NULL) == 0, "pthread_create");
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  require(connect(connection, (struct sockaddr*)&address, sizeof address) == 0, "connect");
  uint64_t in_recv_ns = 0;
  for (long i = 0; i < requests; i++) {
    char byte = 'x';
    require(send(connection, &byte, 1, 0) == 1, "send");
    const uint64_t start = now_ns();
    require(recv(connection, &byte, 1, 0) == 1, "recv");
    in_recv_ns += now_ns() - start;
  }
  thread_account_end(&accounts[0]);
  pthread_join(server, NULL);

  print_truth_start("tcp-wait", accounts[0].elapsed_ns);
  print_number("requests", (uint64_t)requests);
  print_number("inRecvNs", in_recv_ns);
  print_threads(accounts, 2);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
