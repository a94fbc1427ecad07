// SPDX-License-Identifier: Apache-2.0
// Touches pages of a mapped file that are no longer in memory, in an order that read-ahead cannot
// guess: each such touch is a major page fault that waits for the disk. Then touches fresh memory,
// three pages in one function for each page in another: each such touch is a minor page fault.
//   page-fault [--pages 503] [--fresh-quarters 0] [--gate]
// The file is made in the current directory and unlinked.
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "workload.h"

enum { kPageBytes = 4096 };

// A file of `bytes` whose pages are on the disk and not in the page cache.
static int make_cold_file(size_t bytes) {
  const int file = open(".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  require(file >= 0, "open a temporary file in the current directory");
  char page[kPageBytes];
  memset(page, 'm', sizeof page);
  for (size_t done = 0; done < bytes; done += sizeof page) {
    require(write(file, page, sizeof page) == sizeof page, "write");
  }
  require(fsync(file) == 0, "fsync");
  require(posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) == 0, "posix_fadvise");
  return file;
}

// Not inlined: the functions are part of the known answer.
__attribute__((noinline)) static unsigned touch_file_pages(const volatile char* memory,
                                                           size_t pages) {
  unsigned sum = 0;
  for (size_t i = 0; i < pages; i++)
    sum += (unsigned)memory[(i * 7919 % pages) * kPageBytes];
  return sum;
}

__attribute__((noinline)) static void touch_three(volatile char* memory) {
  for (size_t i = 0; i < 3; i++)
    memory[i * kPageBytes] = 'm';
}

__attribute__((noinline)) static void touch_one(volatile char* memory) {
  memory[0] = 'm';
}

static volatile char* map_fresh(size_t bytes) {
  char* memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  require(memory != MAP_FAILED, "mmap");
  require(madvise(memory, bytes, MADV_NOHUGEPAGE) == 0, "madvise");
  return memory;
}

int main(int argc, char** argv) {
  const size_t pages = (size_t)option(argc, argv, "--pages", 503, 1);
  const size_t quarters = (size_t)option(argc, argv, "--fresh-quarters", 0, 0);
  const int file = make_cold_file(pages * kPageBytes);
  const volatile char* memory = mmap(NULL, pages * kPageBytes, PROT_READ, MAP_SHARED, file, 0);
  require(memory != MAP_FAILED, "mmap");
  require(madvise((void*)memory, pages * kPageBytes, MADV_RANDOM) == 0, "madvise");

  volatile char* fresh = map_fresh((quarters + 1) * 4 * kPageBytes);

  wait_at_start_gate(argc, argv);
  struct thread_account account;
  thread_account_begin(&account);
  const unsigned sum = touch_file_pages(memory, pages);
  for (size_t i = 0; i < quarters; i++) {
    touch_three(fresh + i * 4 * kPageBytes);
    touch_one(fresh + (i * 4 + 3) * kPageBytes);
  }
  thread_account_end(&account);

  print_truth_start("page-fault", account.elapsed_ns);
  print_number("pages", pages);
  print_number("majorFaults", account.major_faults);
  print_number("minorFaults", account.minor_faults);
  print_number("sum", sum);
  print_threads(&account, 1);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
