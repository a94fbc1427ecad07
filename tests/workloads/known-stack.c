// SPDX-License-Identifier: Apache-2.0
// One thread on a stack of its own whose every byte and every register is known while it sleeps and
// while it computes. Above the stack lies a page that is not mapped. A word of the stack holds its
// own address xor `key`.
//   known-stack [--bytes 6000] [--cycles 101] [--gate]     bytes: between stack pointer and the top
#define _GNU_SOURCE
#include <sys/mman.h>
#include <time.h>

#include "workload.h"

#if !defined(__x86_64__)
#error "the registers are those of x86-64"
#endif

#define KEY 0x5aa5c33cull
#define PAGE 4096ul

// sleep_on(stack pointer, timespec) and spin_on(stack pointer, iterations): with registers
// rbx 0xb1, rbp 0xb9, r10 0xba, r12 to r15 0xbc to 0xbf.
long sleep_on(void* stack, const struct timespec* span);
void spin_on(void* stack, uint64_t iterations);
extern const char sleep_return[], spin_loop[], spin_end[];
uint64_t caller_stack;

__asm__(".macro enter_known\n"
        "  push %rbx\n  push %rbp\n  push %r12\n  push %r13\n  push %r14\n  push %r15\n"
        "  mov %rsp, caller_stack(%rip)\n"
        "  mov %rdi, %rsp\n"
        "  mov $0xb1, %ebx\n  mov $0xb9, %ebp\n  mov $0xba, %r10d\n"
        "  mov $0xbc, %r12d\n  mov $0xbd, %r13d\n  mov $0xbe, %r14d\n  mov $0xbf, %r15d\n"
        ".endm\n"
        ".macro leave_known\n"
        "  mov caller_stack(%rip), %rsp\n"
        "  pop %r15\n  pop %r14\n  pop %r13\n  pop %r12\n  pop %rbp\n  pop %rbx\n"
        "  ret\n"
        ".endm\n"
        ".text\n"
        "sleep_on:\n"
        "  enter_known\n"
        "  mov %rsi, %rdi\n"
        "  xor %esi, %esi\n"
        "  mov $35, %eax\n"  // nanosleep
        "  syscall\n"
        "sleep_return:\n"
        "  leave_known\n"
        "spin_on:\n"
        "  enter_known\n"
        "spin_loop:\n"
        "  dec %rsi\n"
        "  jnz spin_loop\n"
        "spin_end:\n"
        "  leave_known\n");

int main(int argc, char** argv) {
  const long bytes = option(argc, argv, "--bytes", 6000, 8) & ~7l;
  const long cycles = option(argc, argv, "--cycles", 101, 1);
  const unsigned long mapped = ((unsigned long)bytes + PAGE - 1) / PAGE * PAGE + PAGE;
  char* memory =
      mmap(NULL, mapped + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  require(memory != MAP_FAILED, "mmap");
  char* top = memory + mapped;
  require(munmap(top, PAGE) == 0, "munmap");
  for (uint64_t* word = (uint64_t*)memory; (char*)word < top; word++)
    *word = (uint64_t)word ^ KEY;

  wait_at_start_gate(argc, argv);
  const uint64_t begin = now_ns();
  for (long i = 0; i < cycles; i++) {
    const struct timespec span = {0, 5000000};
    sleep_on(top - bytes, &span);
    spin_on(top - bytes, 10000000);
  }
  print_truth_start("known-stack", now_ns() - begin);
  print_number("key", KEY);
  print_number("stackPointer", (uint64_t)(top - bytes));
  print_number("stackTop", (uint64_t)top);
  print_number("sleepReturn", (uint64_t)sleep_return);
  print_number("spinLoop", (uint64_t)spin_loop);
  print_number("spinEnd", (uint64_t)spin_end);
  printf("}\n");
  wait_at_end_gate(argc, argv);
  return 0;
}
