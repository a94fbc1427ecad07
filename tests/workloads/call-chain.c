// SPDX-License-Identifier: Apache-2.0
// Known stacks with names that occur nowhere else: CPU time in one leaf below a chain of known
// depth, and sleeps under another caller.
//   call-chain [--seconds 5] [--depth 20] [--gate]
#include "workload.h"

#define FRAME __attribute__((noinline, noclone))
// Keeps the compiler from turning a last call into a jump, which would drop the caller's frame.
#define STAY_ON_STACK __asm__ volatile("" ::: "memory")

static uint64_t burst_ns = 5000000;
static uint64_t sleep_count, slept_ns, leaf_cpu_ns;

FRAME uint64_t mp_leaf_hashes_a_block(uint64_t cpu_ns) {
  const uint64_t begin = thread_cpu_ns();
  uint64_t state = begin;
  while (thread_cpu_ns() - begin < cpu_ns)
    COMPUTE_A_LITTLE(state);
  leaf_cpu_ns += thread_cpu_ns() - begin;
  return state;
}

FRAME uint64_t mp_descends_one_level(long levels) {
  const uint64_t result =
      levels > 0 ? mp_descends_one_level(levels - 1) : mp_leaf_hashes_a_block(burst_ns);
  STAY_ON_STACK;
  return result;
}

FRAME void mp_waits_for_the_backend(void) {
  const uint64_t start = now_ns();
  sleep_ns(burst_ns);
  slept_ns += now_ns() - start;
  sleep_count++;
  STAY_ON_STACK;
}

FRAME void mp_handles_one_request(long depth) {
  mp_descends_one_level(depth - 1);
  mp_waits_for_the_backend();
  STAY_ON_STACK;
}

int main(int argc, char** argv) {
  const uint64_t seconds = (uint64_t)option(argc, argv, "--seconds", 5, 1);
  const long depth = option(argc, argv, "--depth", 20, 1);

  wait_at_start_gate(argc, argv);
  struct thread_account account;
  thread_account_begin(&account);
  const uint64_t end = now_ns() + seconds * 1000000000u;
  while (now_ns() < end)
    mp_handles_one_request(depth);
  thread_account_end(&account);

  print_truth_start("call-chain", account.elapsed_ns);
  print_number("cpuNs", account.cpu_ns);
  print_number("leafCpuNs", leaf_cpu_ns);
  print_number("sleeps", sleep_count);
  print_number("sleptNs", slept_ns);
  print_number("depth", (uint64_t)depth);
  printf(",\"onCpuStack\":[\"mp_leaf_hashes_a_block\"");
  for (long i = 0; i < depth; i++)
    printf(",\"mp_descends_one_level\"");
  printf(",\"mp_handles_one_request\",\"main\"]");
  printf(",\"offCpuStack\":[\"sleep_ns\",\"mp_waits_for_the_backend\",\"mp_handles_one_request\","
         "\"main\"]");
  print_threads(&account, 1);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
