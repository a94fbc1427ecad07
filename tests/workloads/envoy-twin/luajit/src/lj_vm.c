// SPDX-License-Identifier: Apache-2.0
#include "luajit/src/lj_vm.h"

#include <stdlib.h>
#include <string.h>

static uint64_t __attribute__((noinline)) lj_str_hash(const char* text, size_t size) {
  uint64_t hash = 5381;
  for (size_t i = 0; i < size; i++)
    hash = hash * 33 ^ (unsigned char)text[i];
  return hash;
}

static uint64_t __attribute__((noinline)) lj_vm_call(const char* script, const char* argument,
                                                     size_t size) {
  uint64_t state = strlen(script);
  for (const char* step = script; *step != '\0'; step++) {
    char* copy = malloc(size + 1);
    memcpy(copy, argument, size);
    state = state * 31 + lj_str_hash(copy, size) + (uint64_t)*step;
    free(copy);
  }
  return state;
}

uint64_t lua_pcall(const char* script, const char* argument, size_t size) {
  return lj_vm_call(script, argument, size) | 1;
}
