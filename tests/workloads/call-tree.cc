// SPDX-License-Identifier: Apache-2.0
// A tree of calls in which every function has one caller only, so that the innermost node on a
// stack tells the whole true stack: node N is called by node (N - 1) / 3, node 0 by main. The
// leaves do what breaks unwinders: assembly of the C library, its callbacks, vDSO, system calls,
// C++ exceptions, waits.
//   call-tree [--seconds 5] [--gate]
#include <alloca.h>
#include <fcntl.h>
#include <poll.h>
#include <semaphore.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

extern "C" {
#include "workload.h"
}

namespace {

constexpr unsigned kFanOut = 3;
constexpr unsigned kFirstLeaf = 13;  // 1 + 3 + 9 inner nodes, 27 leaves
constexpr uint64_t kBurstNs = 300'000;
constexpr long kWaitNs = 200'000;

int null_fd = -1;
sem_t never_posted;
uint64_t sink;
std::vector<char> source(256 * 1024, 'x'), destination(256 * 1024);

template <typename Work> [[gnu::always_inline]] inline void repeat(Work work) {
  const uint64_t begin = thread_cpu_ns();
  do
    work();
  while (thread_cpu_ns() - begin < kBurstNs);
}

[[gnu::noinline]] int mp_compares_two(const void* left, const void* right) {
  return *static_cast<const int*>(left) - *static_cast<const int*>(right);
}

[[gnu::always_inline]] inline void sort_numbers() {
  int numbers[512];
  for (int i = 0; i < 512; i++)
    numbers[i] = (i * 7919) % 512;
  qsort(numbers, 512, sizeof(int), mp_compares_two);
  sink += static_cast<uint64_t>(numbers[17]);
}

[[gnu::always_inline]] inline void throw_and_catch() {
  try {
    throw sink;
  } catch (uint64_t value) {
    sink = value + 1;
  }
}

[[gnu::always_inline]] inline void print_a_number() {
  char text[64];
  sink +=
      static_cast<uint64_t>(snprintf(text, sizeof text, "%.17g", static_cast<double>(sink) / 3));
}

[[gnu::always_inline]] inline timespec soon() {
  timespec at;
  clock_gettime(CLOCK_REALTIME, &at);
  at.tv_nsec += kWaitNs;
  if (at.tv_nsec >= 1'000'000'000)
    at = {at.tv_sec + 1, at.tv_nsec - 1'000'000'000};
  return at;
}

// Inlined into its node, so that the node's own frame is the one below the C library.
template <unsigned Kind> [[gnu::always_inline]] inline void leaf() {
  if constexpr (Kind == 0)
    repeat([] { COMPUTE_A_LITTLE(sink); });
  if constexpr (Kind == 1)
    repeat([] { memcpy(destination.data(), source.data(), source.size()); });
  if constexpr (Kind == 2)
    repeat([] { sink += now_ns(); });
  if constexpr (Kind == 3)
    repeat([] { sink += static_cast<uint64_t>(write(null_fd, "x", 1)); });
  if constexpr (Kind == 4)
    repeat(sort_numbers);
  if constexpr (Kind == 5)
    repeat(throw_and_catch);
  if constexpr (Kind == 6)
    repeat(print_a_number);
  if constexpr (Kind == 7) {
    const timespec wait = {0, kWaitNs};
    nanosleep(&wait, nullptr);
  }
  if constexpr (Kind == 8)
    poll(nullptr, 0, 1);
  if constexpr (Kind == 9) {
    const timespec until = soon();
    sem_timedwait(&never_posted, &until);
  }
}

template <unsigned N> [[gnu::noinline, gnu::noclone]] void mp_node() {
  // Frames of many sizes; every fifth of a size that only the frame pointer remembers.
  volatile char room[16 + N % 7 * 24];
  room[0] = static_cast<char>(N);
  if constexpr (N % 5 == 0) {
    auto* more = static_cast<volatile char*>(alloca(32 + sink % 64));
    more[0] = room[0];
  }
  if constexpr (N < kFirstLeaf) {
    mp_node<N * kFanOut + 1>();
    mp_node<N * kFanOut + 2>();
    mp_node<N * kFanOut + 3>();
  } else {
    leaf<N % 10>();
  }
  // Keeps the compiler from turning a last call into a jump, which would drop this frame.
  __asm__ volatile("" : : "r"(&room) : "memory");
}

}  // namespace

int main(int argc, char** argv) {
  const auto seconds = static_cast<uint64_t>(option(argc, argv, "--seconds", 5, 1));
  null_fd = open("/dev/null", O_WRONLY);
  require(null_fd >= 0 && sem_init(&never_posted, 0, 0) == 0, "open or sem_init");

  wait_at_start_gate(argc, argv);
  thread_account account;
  thread_account_begin(&account);
  const uint64_t end = now_ns() + seconds * 1'000'000'000u;
  while (now_ns() < end)
    mp_node<0>();
  thread_account_end(&account);

  print_truth_start("call-tree", account.elapsed_ns);
  print_number("fanOut", kFanOut);
  print_number("nodes", kFirstLeaf * kFanOut + 1);
  print_threads(&account, 1);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
