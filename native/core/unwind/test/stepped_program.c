// SPDX-License-Identifier: Apache-2.0
// What step_test.cc runs instruction by instruction: calls through linkage tables that are bound at
// the first call, callbacks out of the C library, recursion, assembly, a signal, code
// loaded meanwhile. Built without frame pointers.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile int handled;
static char buffer[4096], copy[4096];

static int compare(const void* a, const void* b) {
  return *(const int*)a - *(const int*)b;
}

__attribute__((noinline)) static int recurses(int depth) {
  char local[100];
  memset(local, depth, sizeof local);
  return depth == 0 ? local[7] : recurses(depth - 1) + local[depth % 100];
}

// Realigns its stack, so that its frame is described by an expression or by rbp.
__attribute__((noinline)) static int realigns(int depth) {
  _Alignas(64) char local[256];
  memset(local, depth, sizeof local);
  __asm__ volatile("" : : "r"(local) : "memory");
  return local[3] + recurses(2);
}

static void handle(int number) {
  handled += number + recurses(3);
}

int main(void) {
  int numbers[] = {5, 3, 9, 1, 7};
  struct timespec now;
  signal(SIGUSR1, handle);
  __asm__ volatile("int3");  // from here on step by step
  qsort(numbers, 5, sizeof numbers[0], compare);
  int sum = recurses(20) + realigns(4);
  memcpy(copy, buffer, sizeof copy);
  memmove(copy + 3, copy, 1000);
  sum += (int)strlen(copy) + snprintf(buffer, sizeof buffer, "%d %s %f", sum, "text", 1.5);
  raise(SIGUSR1);
  clock_gettime(CLOCK_MONOTONIC, &now);
#ifndef WITHOUT_DLOPEN
  void* library = dlopen("libm.so.6", RTLD_NOW);
  double (*function)(double) = library ? (double (*)(double))dlsym(library, "cbrt") : NULL;
  if (function)
    sum += (int)function(27.0);
#endif
  free(malloc(100000));
  _exit(sum == 0 ? 1 : 0);
}
