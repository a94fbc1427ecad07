// SPDX-License-Identifier: Apache-2.0
// A known number of writes to a file, each forced to the disk before the next.
//   file-write [--writes 211] [--gate]      (the file is made in the current directory and
//   unlinked)
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "workload.h"

int main(int argc, char** argv) {
  const uint64_t writes = (uint64_t)option(argc, argv, "--writes", 211, 1);
  const int file = open(".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  require(file >= 0, "open a temporary file in the current directory");
  char block[65536];
  memset(block, 'm', sizeof block);
  uint64_t sync_ns = 0;

  wait_at_start_gate(argc, argv);
  struct thread_account account;
  thread_account_begin(&account);
  for (uint64_t i = 0; i < writes; i++) {
    require(write(file, block, sizeof block) == sizeof block, "write");
    const uint64_t start = now_ns();
    require(fdatasync(file) == 0, "fdatasync");
    sync_ns += now_ns() - start;
  }
  thread_account_end(&account);

  print_truth_start("file-write", account.elapsed_ns);
  print_number("writes", writes);
  print_number("syncNs", sync_ns);
  print_threads(&account, 1);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
