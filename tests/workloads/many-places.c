// SPDX-License-Identifier: Apache-2.0
// One thread that sleeps below 80 different depths of recursion, in no order, so that it hardly
// ever waits where it waited before. Of ten sleeps nine are brief, below wait_often, and one is
// long, below wait_long: most switches are the former's, most time is the latter's.
//   many-places [--sleeps 20011] [--gate]
#include "workload.h"

#define DEPTHS 80
#define BRIEF_NS 20000
#define LONG_NS 1000000

static uint64_t often_ns, long_ns, often, longs;

__attribute__((noinline)) static void wait_often(void) {
  const uint64_t start = now_ns();
  sleep_ns(BRIEF_NS);
  often_ns += now_ns() - start;
  often++;
}

__attribute__((noinline)) static void wait_long(void) {
  const uint64_t start = now_ns();
  sleep_ns(LONG_NS);
  long_ns += now_ns() - start;
  longs++;
}

__attribute__((noinline)) static void descend(unsigned depth, bool is_long) {
  if (depth > 0)
    descend(depth - 1, is_long);
  else if (is_long)
    wait_long();
  else
    wait_often();
  __asm__ volatile("");  // no call after which nothing is done becomes a jump
}

int main(int argc, char** argv) {
  const long sleeps = option(argc, argv, "--sleeps", 20011, 10);
  wait_at_start_gate(argc, argv);
  const uint64_t begin = now_ns();
  uint64_t random = 1;
  for (long i = 0; i < sleeps; i++) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    descend((unsigned)(random >> 33) % DEPTHS, (random >> 50) % 10 == 0);
  }
  print_truth_start("many-places", now_ns() - begin);
  print_number("often", often);
  print_number("oftenNs", often_ns);
  print_number("longs", longs);
  print_number("longNs", long_ns);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
