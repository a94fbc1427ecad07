// SPDX-License-Identifier: Apache-2.0
// Where stacks begin in this machine's C library: the return addresses of main and of a thread's
// function, as offsets from where the library is loaded. A stripped library has no names for those
// two callers; what the return instruction says needs none.
//   entry-points
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>

#include "workload.h"

static uint64_t offset_in_library(const void* address, const char** library) {
  Dl_info info;
  require(dladdr(address, &info) != 0, "dladdr");
  *library = info.dli_fname;
  return (uint64_t)((const char*)address - (const char*)info.dli_fbase);
}

static void* thread_function(void* caller) {
  *(void**)caller = __builtin_return_address(0);
  return NULL;
}

int main(void) {
  void* thread_caller = NULL;
  pthread_t thread;
  require(pthread_create(&thread, NULL, thread_function, &thread_caller) == 0, "pthread_create");
  pthread_join(thread, NULL);

  const char* library;
  const uint64_t main_caller = offset_in_library(__builtin_return_address(0), &library);
  const uint64_t thread_caller_offset = offset_in_library(thread_caller, &library);
  printf("{\"program\":\"entry-points\",\"library\":\"%s\"", library);
  print_number("mainCaller", main_caller);
  print_number("threadCaller", thread_caller_offset);
  printf("}\n");
  return 0;
}
