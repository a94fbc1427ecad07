// SPDX-License-Identifier: Apache-2.0
// Maps and unmaps two libraries by turns, and computes in each: mp_call_first calls nothing but
// mp_in_first, mp_call_second nothing but mp_in_second. Whoever mixes them up has kept a mapping
// too long.
//   remapper [--seconds 10] [--stay-us 3000] [--gate]
// The truth: how often each was called, and how often the second lay where the first had been.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "workload.h"

static uint64_t stay_ns;
static char folder[PATH_MAX];

// The address of the function while it was there.
static uintptr_t load_call_unload(const char* file, const char* name) {
  char path[PATH_MAX + 32];
  snprintf(path, sizeof path, "%s/%s", folder, file);
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  require(library != NULL, path);
  void (*function)(uint64_t);
  *(void**)&function = dlsym(library, name);
  require(function != NULL, name);
  function(stay_ns);
  dlclose(library);
  return (uintptr_t)function;
}

__attribute__((noinline)) static uintptr_t mp_call_first(void) {
  const uintptr_t place = load_call_unload("remapped-first.so", "mp_in_first");
  __asm__ volatile("" ::: "memory");
  return place;
}

__attribute__((noinline)) static uintptr_t mp_call_second(void) {
  const uintptr_t place = load_call_unload("remapped-second.so", "mp_in_second");
  __asm__ volatile("" ::: "memory");
  return place;
}

int main(int argc, char** argv) {
  const uint64_t seconds = (uint64_t)option(argc, argv, "--seconds", 10, 1);
  stay_ns = (uint64_t)option(argc, argv, "--stay-us", 3000, 1) * 1000u;
  require(readlink("/proc/self/exe", folder, sizeof folder - 1) > 0, "readlink");
  *strrchr(folder, '/') = '\0';

  wait_at_start_gate(argc, argv);
  const uint64_t begin = now_ns();
  uint64_t rounds = 0, same_place = 0;
  while (now_ns() - begin < seconds * 1000000000u) {
    const uintptr_t first = mp_call_first();
    same_place += mp_call_second() == first;
    rounds++;
  }

  print_truth_start("remapper", now_ns() - begin);
  print_number("rounds", rounds);
  print_number("samePlace", same_place);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
