// SPDX-License-Identifier: Apache-2.0
// Holds a text from its standard input on its stack while it computes, sleeps and touches memory,
// until it is killed: who profiles it must not give the text away.
//   secret-stack < FILE
// Built without frame pointers, as most programs are: so that profilers copy its stack.
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "workload.h"

enum { kTextBytes = 64, kCopies = 16, kMappedBytes = 64 * 4096 };

static void touch_fresh_memory(void) {
  char* memory =
      mmap(NULL, kMappedBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  require(memory != MAP_FAILED, "mmap");
  for (long i = 0; i < kMappedBytes; i += 4096)
    memory[i] = 1;
  munmap(memory, kMappedBytes);
}

// One function for each thing that makes a profiler look, each with the text in its own frame.
__attribute__((noinline)) static void hold(const char* text, int depth) {
  char copies[kCopies][kTextBytes];
  for (int i = 0; i < kCopies; i++)
    memcpy(copies[i], text, kTextBytes);
  __asm__ volatile("" : : "r"(copies) : "memory");
  if (depth > 0) {
    hold(copies[depth % kCopies], depth - 1);
  } else {
    burn_cpu_ns(20 * 1000 * 1000);
    sleep_ns(3 * 1000 * 1000);
    touch_fresh_memory();
  }
  __asm__ volatile("" : : "r"(copies) : "memory");
}

int main(void) {
  char text[kTextBytes] = {0};
  size_t length = 0;
  for (ssize_t n;
       length < sizeof text && (n = read(STDIN_FILENO, text + length, sizeof text - length)) > 0;)
    length += (size_t)n;
  require(length > 0, "reading the text");
  for (;;)
    hold(text, 4);
}
