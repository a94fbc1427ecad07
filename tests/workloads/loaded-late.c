// SPDX-License-Identifier: Apache-2.0
// The library that odd-callers loads.
#define _GNU_SOURCE
#include <stdint.h>
#include <time.h>

static uint64_t clock_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

__attribute__((noinline)) static void mp_burns_in_library(uint64_t ns) {
  const uint64_t end = clock_ns() + ns;
  while (clock_ns() < end)
    for (volatile int i = 0; i < 20000; i++) {
    }
}

void mp_was_loaded(uint64_t ns) {
  mp_burns_in_library(ns);
  __asm__ volatile("" ::: "memory");
}
