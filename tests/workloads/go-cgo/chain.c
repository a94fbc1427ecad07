// SPDX-License-Identifier: Apache-2.0
// The C half: two functions deep each, so that a caller that is left out is seen.
#include "chain.h"

#include <time.h>

#include "_cgo_export.h"

#define NOT_INLINED __attribute__((noinline))
// Something is done after the call, so it is no jump.
#define RETURN_AFTER_CALL(call)                                                                    \
  do {                                                                                             \
    uint64_t result_ = (call);                                                                     \
    __asm__ volatile("" : "+r"(result_));                                                          \
    return result_;                                                                                \
  } while (0)

static uint64_t clock_ns(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

NOT_INLINED static uint64_t mp_c_computes(uint64_t cpu_ns) {
  const uint64_t begin = clock_ns(CLOCK_THREAD_CPUTIME_ID);
  uint64_t now = begin, state = cpu_ns;
  while (now - begin < cpu_ns) {
    for (int round = 0; round < 20000; round++) {
      state = state * 6364136223846793005u + 1u;
      __asm__ volatile("" : "+r"(state));
    }
    now = clock_ns(CLOCK_THREAD_CPUTIME_ID);
  }
  return now - begin;
}

NOT_INLINED static uint64_t mp_c_waits(uint64_t ns) {
  const uint64_t begin = clock_ns(CLOCK_MONOTONIC);
  const struct timespec rest = {(time_t)(ns / 1000000000u), (long)(ns % 1000000000u)};
  nanosleep(&rest, NULL);
  return clock_ns(CLOCK_MONOTONIC) - begin;
}

NOT_INLINED static uint64_t mp_c_is_between(uint64_t cpu_ns) {
  RETURN_AFTER_CALL(goComputes(cpu_ns));
}

NOT_INLINED uint64_t mp_c_burns(uint64_t cpu_ns) {
  RETURN_AFTER_CALL(mp_c_computes(cpu_ns));
}

NOT_INLINED uint64_t mp_c_sleeps(uint64_t ns) {
  RETURN_AFTER_CALL(mp_c_waits(ns));
}

NOT_INLINED uint64_t mp_c_calls_back(uint64_t cpu_ns) {
  RETURN_AFTER_CALL(mp_c_is_between(cpu_ns));
}
