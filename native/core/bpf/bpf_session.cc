// SPDX-License-Identifier: Apache-2.0
#include "bpf_session.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>

#include "capture_budget.h"
#include "clock_events.h"
#include "cpu_variables.h"
#include "fault_events.h"
#include "fd_memory.h"
#include "meshprof.skel.h"

namespace meshprof {

namespace {

// Time for a store to reach every CPU before it matters; anything well above a cache miss will do.
constexpr uint64_t kWindowLeadNs = 500'000;

// Records taken in one go, so that a flood cannot keep a caller for ever. A full ring of the
// default size holds less.
constexpr size_t kMaxRecordsPerConsume = 200'000;

// A read is torn once in very many; that it is so each time would mean a bug.
constexpr int kMaxReadAttempts = 20;

// Several of the largest record.
constexpr size_t kIteratorBufferBytes = 8 * MP_MAX_STACK_RECORD_BYTES;

uint64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

void sleep_until(uint64_t time_ns) {
  const timespec until{static_cast<time_t>(time_ns / 1'000'000'000),
                       static_cast<long>(time_ns % 1'000'000'000)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) {
  }
}

// The verifier's log would run to megabytes; errno and the program's name say enough,
// LIBBPF_LOG_LEVEL=debug the rest.
int print_if_asked(libbpf_print_level level, const char* format, va_list arguments) {
  static const char* asked = getenv("MESHPROF_LIBBPF_LOG");
  if (asked == nullptr || level == LIBBPF_DEBUG)
    return 0;
  return vfprintf(stderr, format, arguments);
}

int on_ring_record(void* context, void* record, size_t size) {
  const auto* handler = *static_cast<const BpfSession::RecordHandler**>(context);
  (*handler)(record, size);
  return 0;
}

// Size of the record of an iterator at the start of `data`; 0 if it is not all there yet.
size_t whole_record(const char* data, size_t available) {
  uint32_t type = 0;
  if (available < sizeof type)
    return 0;
  memcpy(&type, data, sizeof type);
  size_t size = sizeof(mp_thread_record);
  if (type == MP_RECORD_FAULTS)
    size = sizeof(mp_faults_record);
  if (type == MP_RECORD_SLEEPER) {
    if (available < sizeof(mp_stack_record))
      return 0;
    size = stack_record_bytes(*reinterpret_cast<const mp_stack_record*>(data));
  }
  return size <= available ? size : 0;
}

// All keys before anything is done with them: deleting one while iterating would start over at the
// beginning. `limit` ends a walk that concurrent changes keep sending back.
template <typename Key> std::vector<Key> keys_of(int map, size_t limit) {
  std::vector<Key> keys;
  Key key{};
  int error = bpf_map_get_next_key(map, nullptr, &key);
  for (; error == 0 && keys.size() < limit; error = bpf_map_get_next_key(map, &key, &key)) {
    keys.push_back(key);
  }
  return keys;
}

// Takes the records of ended threads out of their map.
template <typename Record> void take_all(int map, const BpfSession::RecordHandler& handler) {
  Record record;
  for (const uint64_t id : keys_of<uint64_t>(map, MP_MAX_EXITED)) {
    if (bpf_map_lookup_and_delete_elem(map, &id, &record) == 0)
      handler(&record, sizeof(record));
  }
}

}  // namespace

BpfSession::BpfSession() = default;

BpfSession::~BpfSession() {
  detach();
  ring_buffer__free(ring_);
  meshprof_bpf__destroy(skeleton_);
}

Failure BpfSession::open(const BpfOptions& options) {
  libbpf_set_print(print_if_asked);
  // Kernels since 5.11 charge BPF memory to the cgroup; raising RLIMIT_MEMLOCK would need
  // CAP_SYS_RESOURCE.
  libbpf_set_memlock_rlim(0);
  if (Failure failure = load(options))
    return failure;
  return attach(options);
}

Failure BpfSession::load(const BpfOptions& options) {
  skeleton_ = meshprof_bpf__open();
  if (skeleton_ == nullptr)
    return kernel_error("opening the BPF object", -errno);
  auto& programs = skeleton_->progs;
  bpf_program__set_autoload(programs.on_tick, options.on_cpu);
  bpf_program__set_autoload(programs.on_new_task, options.off_cpu || options.follow_children);
  for (bpf_program* program : {programs.on_switch, programs.open_accounts, programs.read_accounts,
                               programs.read_sleepers}) {
    bpf_program__set_autoload(program, options.off_cpu);
  }
  for (bpf_program* program : {programs.on_minor_fault, programs.on_major_fault,
                               programs.open_fault_accounts, programs.read_fault_accounts}) {
    bpf_program__set_autoload(program, options.page_faults);
  }
  skeleton_->rodata->off_cpu = options.off_cpu;
  skeleton_->rodata->stall_ns = options.off_cpu ? options.stall_ns : 0;
  skeleton_->rodata->follow_children = options.follow_children;
  const CaptureBudget budget = capture_budget(options.captures_per_s, has_resume_captures());
  skeleton_->rodata->captures_per_period = budget.per_period;
  skeleton_->rodata->length_captures_per_period = budget.by_length_per_period;
  const auto variables = options.wakers ? find_cpu_variables() : std::nullopt;
  has_wakers_ = variables.has_value();
  skeleton_->rodata->wakers_wanted = has_wakers_;
  skeleton_->rodata->cpu_variables = variables.value_or(mp_cpu_variables{});
  bpf_program__set_autoload(programs.on_waking, has_wakers_);
  bpf_map__set_max_entries(skeleton_->maps.records, options.ring_bytes);
  if (const int error = meshprof_bpf__load(skeleton_); error != 0) {
    return kernel_error("bpf(BPF_PROG_LOAD)", error);
  }
  for (const uint32_t tgid : options.tgids) {
    const mp_target target{};
    const int error =
        bpf_map_update_elem(bpf_map__fd(skeleton_->maps.targets), &tgid, &target, BPF_ANY);
    if (error != 0)
      return kernel_error("bpf(BPF_MAP_UPDATE_ELEM)", error);
  }
  ring_ = ring_buffer__new(bpf_map__fd(skeleton_->maps.records), on_ring_record, &ring_handler_,
                           nullptr);
  if (ring_ == nullptr)
    return kernel_error("mapping the ring buffer", -errno);
  return {};
}

Failure BpfSession::attach(const BpfOptions& options) {
  auto& programs = skeleton_->progs;
  std::vector<bpf_program*> tracing = {programs.on_exec, programs.on_exit};
  if (options.off_cpu || options.follow_children)
    tracing.push_back(programs.on_new_task);
  if (options.off_cpu)
    tracing.push_back(programs.on_switch);
  if (has_wakers_)
    tracing.push_back(programs.on_waking);
  for (bpf_program* program : tracing) {
    if (Failure failure = attach_tracing(program))
      return failure;
  }
  if (options.page_faults) {
    if (Failure failure = attach_faults())
      return failure;
  }
  return options.on_cpu ? attach_clock(options.frequency_hz) : Failure{};
}

Failure BpfSession::attach_tracing(bpf_program* program) {
  bpf_link* link = bpf_program__attach(program);
  if (link == nullptr) {
    return kernel_error(std::string("attaching ") + bpf_program__section_name(program), -errno);
  }
  links_.push_back(link);
  return {};
}

Failure BpfSession::attach_event(bpf_program* program, int fd) {
  bpf_link* link = bpf_program__attach_perf_event(program, fd);
  if (link == nullptr) {
    const int error = -errno;
    close(fd);
    return kernel_error("attaching to a perf event", error);
  }
  links_.push_back(link);  // owns fd
  return {};
}

Failure BpfSession::attach_clock(uint32_t frequency_hz) {
  return open_clock_events(frequency_hz,
                           [this](int fd) { return attach_event(skeleton_->progs.on_tick, fd); });
}

Failure BpfSession::attach_faults() {
  const auto& programs = skeleton_->progs;
  for (const auto& [kind, program] : {std::pair{MP_FAULT_MINOR, programs.on_minor_fault},
                                      std::pair{MP_FAULT_MAJOR, programs.on_major_fault}}) {
    const Failure failure = open_fault_events(
        kind, [this, program = program](int fd) { return attach_event(program, fd); });
    if (failure)
      return failure;
  }
  return {};
}

uint64_t BpfSession::begin_window() {
  const uint64_t start_ns = monotonic_ns() + kWindowLeadNs;
  __atomic_store_n(&skeleton_->data->start_ns, start_ns, __ATOMIC_RELEASE);
  sleep_until(start_ns);
  return start_ns;
}

uint64_t BpfSession::end_window() {
  const uint64_t stop_ns = monotonic_ns() + kWindowLeadNs;
  __atomic_store_n(&skeleton_->data->stop_ns, stop_ns, __ATOMIC_RELEASE);
  sleep_until(stop_ns);
  return stop_ns;
}

void BpfSession::detach() {
  for (bpf_link* link : links_)
    bpf_link__destroy(link);
  links_.clear();
}

bool BpfSession::consume(const RecordHandler& handler) {
  ring_handler_ = &handler;
  const int taken = ring_buffer__consume_n(ring_, kMaxRecordsPerConsume);
  ring_handler_ = nullptr;
  return taken < static_cast<int>(kMaxRecordsPerConsume);
}

Failure BpfSession::read_accounts(std::vector<mp_thread_record>& accounts) {
  for (int attempt = 0; attempt < kMaxReadAttempts; attempt++) {
    const uint64_t torn_before = skeleton_->bss->torn_reads;
    accounts.clear();
    const Failure failure =
        run_iterator(skeleton_->progs.read_accounts, [&accounts](const void* record, size_t) {
          accounts.push_back(*static_cast<const mp_thread_record*>(record));
        });
    if (failure || skeleton_->bss->torn_reads == torn_before)
      return failure;
  }
  return {};
}

// An iterator that writes nothing; reading it to its end runs it.
Failure BpfSession::open_accounts() {
  return run_iterator(skeleton_->progs.open_accounts, [](const void*, size_t) {});
}

Failure BpfSession::open_fault_accounts() {
  return run_iterator(skeleton_->progs.open_fault_accounts, [](const void*, size_t) {});
}

Failure BpfSession::read_faults(const RecordHandler& handler) {
  return run_iterator(skeleton_->progs.read_fault_accounts, handler);
}

Failure BpfSession::read_sleepers(const RecordHandler& handler) {
  return run_iterator(skeleton_->progs.read_sleepers, handler);
}

Failure BpfSession::run_iterator(bpf_program* program, const RecordHandler& handler) {
  bpf_link* link = bpf_program__attach_iter(program, nullptr);
  if (link == nullptr)
    return kernel_error("bpf(BPF_LINK_CREATE) of an iterator", -errno);
  const UniqueFd fd(bpf_iter_create(bpf_link__fd(link)));
  bpf_link__destroy(link);  // fd keeps what it needs
  if (!fd)
    return kernel_error("bpf(BPF_ITER_CREATE)", -errno);

  std::vector<char> buffer(kIteratorBufferBytes);
  size_t filled = 0;
  for (;;) {
    const ssize_t n = read(fd.get(), buffer.data() + filled, buffer.size() - filled);
    // EAGAIN: the kernel paused after very many tasks of other processes.
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
      continue;
    if (n < 0)
      return kernel_error("reading a BPF iterator", -errno);
    if (n == 0)
      return {};
    filled += static_cast<size_t>(n);
    size_t used = 0;
    while (const size_t size = whole_record(buffer.data() + used, filled - used)) {
      handler(buffer.data() + used, size);
      used += size;
    }
    std::copy(buffer.begin() + static_cast<ssize_t>(used),
              buffer.begin() + static_cast<ssize_t>(filled), buffer.begin());
    filled -= used;
  }
}

void BpfSession::take_exited(const RecordHandler& handler) {
  take_all<mp_thread_record>(bpf_map__fd(skeleton_->maps.exited), handler);
}

void BpfSession::take_exited_faults(const RecordHandler& handler) {
  take_all<mp_faults_record>(bpf_map__fd(skeleton_->maps.exited_faults), handler);
}

void BpfSession::read_wakers(const WakerHandler& handler) {
  const int map = bpf_map__fd(skeleton_->maps.waker_sums);
  mp_waker_sum sum{};
  for (const mp_waker_key& key : keys_of<mp_waker_key>(map, MP_MAX_WAKER_SUMS)) {
    if (bpf_map_lookup_elem(map, &key, &sum) == 0)
      handler(key, sum);
  }
}

void BpfSession::forget_waker(const mp_waker_key& key) {
  bpf_map_delete_elem(bpf_map__fd(skeleton_->maps.waker_sums), &key);
}

void BpfSession::for_each_target(const TargetHandler& handler) {
  const int map = bpf_map__fd(skeleton_->maps.targets);
  mp_target target{};
  for (const uint32_t tgid : keys_of<uint32_t>(map, MP_MAX_TARGETS)) {
    if (bpf_map_lookup_elem(map, &tgid, &target) == 0)
      handler(tgid, target);
  }
}

void BpfSession::forget_target(uint32_t tgid) {
  bpf_map_delete_elem(bpf_map__fd(skeleton_->maps.targets), &tgid);
  bpf_map_delete_elem(bpf_map__fd(skeleton_->maps.slice_limits), &tgid);
}

void BpfSession::limit_slice(uint32_t tgid, uint32_t image, uint32_t bytes) {
  const mp_slice_limit limit{image, bytes};
  bpf_map_update_elem(bpf_map__fd(skeleton_->maps.slice_limits), &tgid, &limit, BPF_ANY);
}

std::optional<mp_target> BpfSession::target(uint32_t tgid) const {
  mp_target target{};
  if (bpf_map_lookup_elem(bpf_map__fd(skeleton_->maps.targets), &tgid, &target) != 0)
    return {};
  return target;
}

BpfSession::Counters BpfSession::counters() const {
  Counters sums{};
  std::vector<uint64_t> values(static_cast<size_t>(libbpf_num_possible_cpus()));
  for (uint32_t i = 0; i < MP_COUNTERS; i++) {
    if (bpf_map_lookup_elem(bpf_map__fd(skeleton_->maps.counters), &i, values.data()) != 0)
      continue;
    for (const uint64_t value : values)
      sums[i] += value;
  }
  return sums;
}

uint64_t BpfSession::memory_bytes() const {
  uint64_t bytes = 0;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, skeleton_->obj) bytes += fd_memory_bytes(bpf_map__fd(map));
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, skeleton_->obj) {
    bytes += fd_memory_bytes(bpf_program__fd(program));
  }
  return bytes;
}

}  // namespace meshprof
