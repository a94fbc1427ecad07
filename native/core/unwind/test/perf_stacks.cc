// SPDX-License-Identifier: Apache-2.0
#include "perf_stacks.h"

#include <linux/perf_event.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <memory>

#include "../byte_cursor.h"
#include "symbols/unique_fd.h"

namespace meshprof::test {
namespace {

constexpr size_t kPageBytes = 4096;
constexpr size_t kRingBytes = 8 << 20;
constexpr uint32_t kStackBytes = 65'528;  // the most that a sample may hold
// Bits of enum perf_event_x86_regs: ax bx cx dx si di bp sp ip, r8 to r15.
constexpr uint64_t kRegisterMask = 0x1ff | 0xffull << 16;
constexpr uint64_t kSampleType =
    PERF_SAMPLE_TID | PERF_SAMPLE_CALLCHAIN | PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER;

class Event {
 public:
  Event(int cpu, const PerfOptions& options, bool off_cpu) : off_cpu_(off_cpu) {
    perf_event_attr attributes = {};
    attributes.size = sizeof attributes;
    attributes.type = PERF_TYPE_SOFTWARE;
    attributes.config = off_cpu ? PERF_COUNT_SW_CONTEXT_SWITCHES : PERF_COUNT_SW_CPU_CLOCK;
    attributes.freq = off_cpu ? 0 : 1;
    attributes.sample_freq = off_cpu ? options.every_switch : options.frequency_hz;
    attributes.sample_type = kSampleType;
    attributes.sample_regs_user = kRegisterMask;
    attributes.sample_stack_user = kStackBytes;
    attributes.exclude_callchain_kernel = 1;
    fd_ = UniqueFd(static_cast<int>(
        syscall(SYS_perf_event_open, &attributes, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC)));
    if (!fd_)
      return;
    void* mapped =
        mmap(nullptr, kPageBytes + kRingBytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd_.get(), 0);
    if (mapped != MAP_FAILED)
      page_ = static_cast<perf_event_mmap_page*>(mapped);
  }
  Event(const Event&) = delete;
  ~Event() {
    if (page_ != nullptr)
      munmap(page_, kPageBytes + kRingBytes);
  }

  bool is_open() const { return page_ != nullptr; }

  void drain(pid_t tgid, const std::function<void(const PerfStack&)>& take) {
    std::atomic_ref<__u64> head_word(page_->data_head);
    const uint64_t head = head_word.load(std::memory_order_acquire);
    uint64_t tail = page_->data_tail;
    while (tail < head) {
      perf_event_header header;
      copy(tail, &header, sizeof header);
      std::vector<std::byte> record(header.size);
      copy(tail, record.data(), record.size());
      if (header.type == PERF_RECORD_SAMPLE)
        parse(ByteCursor(record, 0), tgid, take);
      tail += header.size;
    }
    std::atomic_ref<__u64>(page_->data_tail).store(tail, std::memory_order_release);
  }

 private:
  void copy(uint64_t at, void* to, size_t size) const {
    const auto* data = reinterpret_cast<const char*>(page_) + kPageBytes;
    const size_t offset = at % kRingBytes;
    const size_t first = std::min(size, kRingBytes - offset);
    memcpy(to, data + offset, first);
    memcpy(static_cast<char*>(to) + first, data, size - first);
  }

  // Layout: perf_event_open(2), PERF_RECORD_SAMPLE.
  void parse(ByteCursor cursor, pid_t tgid, const std::function<void(const PerfStack&)>& take) {
    cursor.take(sizeof(perf_event_header));
    PerfStack stack;
    stack.off_cpu = off_cpu_;
    const auto pid = cursor.number<int32_t>();
    stack.tid = cursor.number<int32_t>();
    if (pid != tgid)
      return;
    for (auto count = cursor.number<uint64_t>(); count > 0 && cursor.ok(); count--) {
      const auto address = cursor.number<uint64_t>();
      if (address < PERF_CONTEXT_MAX)  // not a mark such as PERF_CONTEXT_USER
        stack.chain.push_back(address);
    }
    if (cursor.number<uint64_t>() != PERF_SAMPLE_REGS_ABI_64)
      return;
    UserRegisters& r = stack.registers;
    for (uint64_t* value : {&r.ax, &r.bx, &r.cx, &r.dx, &r.si, &r.di, &r.bp, &r.sp, &r.ip, &r.r8,
                            &r.r9, &r.r10, &r.r11, &r.r12, &r.r13, &r.r14, &r.r15})
      *value = cursor.number<uint64_t>();
    const auto bytes = cursor.take(cursor.number<uint64_t>());
    const auto valid = bytes.empty() ? 0 : cursor.number<uint64_t>();
    if (!cursor.ok() || valid > bytes.size())
      return;
    stack.memory.assign(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(valid));
    take(stack);
  }

  bool off_cpu_;
  UniqueFd fd_;
  perf_event_mmap_page* page_ = nullptr;
};

}  // namespace

std::string record_perf_stacks(const PerfOptions& options,
                               const std::function<void(const PerfStack&)>& take) {
  std::vector<std::unique_ptr<Event>> events;
  const long cpus = sysconf(_SC_NPROCESSORS_ONLN);
  for (int cpu = 0; cpu < cpus; cpu++) {
    for (const bool off_cpu : {false, true}) {
      events.push_back(std::make_unique<Event>(cpu, options, off_cpu));
      if (!events.back()->is_open())
        return std::string("perf_event_open: ") + strerror(errno);
    }
  }
  const auto end =
      std::chrono::steady_clock::now() + std::chrono::duration<double>(options.seconds);
  while (std::chrono::steady_clock::now() < end) {
    usleep(10'000);
    for (const auto& event : events)
      event->drain(options.tgid, take);
  }
  return "";
}

}  // namespace meshprof::test
