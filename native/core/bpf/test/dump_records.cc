// SPDX-License-Identifier: Apache-2.0
// Prints the stack records of a process as they leave the kernel, one JSON object a line:
//   dump-records PID MILLISECONDS [SLICE_BYTES]
// First a line {"ready":true}, when the window is open.
#include <time.h>

#include <cstdio>
#include <cstdlib>

#include "bpf/bpf_engine.h"

namespace meshprof {

namespace {

constexpr uint32_t kFrequencyHz = 199;
constexpr uint32_t kRingBytes = 16 << 20;
constexpr uint32_t kCapturesPerS = 100'000;
constexpr uint64_t kConsumePeriodMs = 50;

void print_stack(const mp_stack_record& record) {
  const mp_registers& r = record.registers;
  printf("{\"type\":%u,\"tid\":%u,\"flags\":%u,\"kernelFrames\":%u,", record.type, record.tid,
         record.flags, record.kernel_frames);
  printf("\"ip\":%llu,\"sp\":%llu,\"saved\":[%llu,%llu,%llu,%llu,%llu,%llu,%llu],\"chain\":[", r.ip,
         r.sp, r.bp, r.bx, r.r10, r.r12, r.r13, r.r14, r.r15);
  const char* comma = "";
  for (const __u64 address : user_chain(record)) {
    printf("%s%llu", comma, address);
    comma = ",";
  }
  printf("],\"slice\":\"");
  for (const std::byte byte : stack_slice(record))
    printf("%02x", static_cast<unsigned>(byte));
  printf("\"}\n");
}

void on_record(const void* data, size_t) {
  const auto& record = *static_cast<const mp_stack_record*>(data);
  if (record.type == MP_RECORD_TICK || record.type == MP_RECORD_WAIT_STACK ||
      record.type == MP_RECORD_SLEEPER)
    print_stack(record);
}

Failure run(uint32_t tgid, uint64_t milliseconds, const char* slice_bytes) {
  BpfEngine engine;
  BpfObject& object = engine.object();
  SessionWindow window;
  BpfOptions options;
  options.tgids = {tgid};
  options.on_cpu = options.off_cpu = true;
  options.frequency_hz = kFrequencyHz;
  options.ring_bytes = kRingBytes;
  options.captures_per_s = kCapturesPerS;
  if (Failure failure = engine.load_for(options))
    return failure;
  if (Failure failure = engine.open(options, window))
    return failure;
  if (slice_bytes != nullptr)
    object.limit_slice(tgid, 0, static_cast<uint32_t>(atoi(slice_bytes)));
  if (Failure failure = engine.begin(window))
    return failure;
  printf("{\"ready\":true}\n");
  fflush(stdout);
  if (Failure failure = object.read_sleepers(on_record))
    return failure;
  for (uint64_t slept = 0; slept < milliseconds; slept += kConsumePeriodMs) {
    const timespec period{0, kConsumePeriodMs * 1'000'000};
    nanosleep(&period, nullptr);
    object.consume(on_record, true);
  }
  engine.end(window);
  object.consume(on_record, true);
  return {};
}

}  // namespace

}  // namespace meshprof

int main(int argc, char** argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: dump-records PID MILLISECONDS [SLICE_BYTES]\n");
    return 2;
  }
  const meshprof::Failure failure =
      meshprof::run(static_cast<uint32_t>(atoi(argv[1])), static_cast<uint64_t>(atoi(argv[2])),
                    argc > 3 ? argv[3] : nullptr);
  if (failure)
    fprintf(stderr, "%s\n", failure->message.c_str());
  return failure ? 1 : 0;
}
