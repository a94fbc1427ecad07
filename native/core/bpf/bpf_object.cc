// SPDX-License-Identifier: Apache-2.0
#include "bpf_object.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <string>
#include <utility>

#include "cpu_variables.h"
#include "fd_memory.h"
#include "kernel_features.h"
#include "overwrite.h"
#include "symbols/unique_fd.h"

namespace meshprof {

namespace {

// Records taken in one go, so that a flood cannot keep a caller for ever. A full ring of the
// default size holds less.
constexpr size_t kMaxRecordsPerConsume = 200'000;
constexpr size_t kRecordsAtOnce = 1'000;

// A read is torn once in very many; that it is so each time would mean a bug.
constexpr int kMaxReadAttempts = 20;

// Several of the largest record.
constexpr size_t kIteratorBufferBytes = 8 * MP_MAX_STACK_RECORD_BYTES;

// The verifier's log would run to megabytes; errno and the program's name say enough,
// LIBBPF_LOG_LEVEL=debug the rest.
int print_if_asked(libbpf_print_level level, const char* format, va_list arguments) {
  static const char* asked = getenv("MESHPROF_LIBBPF_LOG");
  if (asked == nullptr || level == LIBBPF_DEBUG)
    return 0;
  return vfprintf(stderr, format, arguments);
}

int on_ring_record(void* context, void* record, size_t size) {
  const auto* handler = *static_cast<const BpfObject::RecordHandler**>(context);
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

BpfProgram sleepers_program() {
  return kernel_features().sleepable_iterators ? &BpfPrograms::read_sleepers
                                               : &BpfPrograms::read_sleepers_in_kernel;
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
template <typename Record> void take_all(int map, const BpfObject::RecordHandler& handler) {
  Record record;
  for (const uint64_t id : keys_of<uint64_t>(map, MP_MAX_EXITED)) {
    if (bpf_map_lookup_and_delete_elem(map, &id, &record) == 0)
      handler(&record, sizeof(record));
  }
}

}  // namespace

BpfObject::~BpfObject() {
  if (!skeletons_.empty())
    overwrite_scratch(first());
  ring_buffer__free(ring_);
  // The first one's maps are the others' as well.
  while (!skeletons_.empty()) {
    meshprof_bpf__destroy(skeletons_.back());
    skeletons_.pop_back();
  }
}

Failure BpfObject::load_for(const BpfOptions& options) {
  libbpf_set_print(print_if_asked);
  // Kernels since 5.11 charge BPF memory to the cgroup; raising RLIMIT_MEMLOCK would need
  // CAP_SYS_RESOURCE.
  libbpf_set_memlock_rlim(0);
  meshprof_bpf* skeleton = meshprof_bpf__open();
  if (skeleton == nullptr)
    return kernel_error("opening the BPF object", -errno);
  if (!choose_missing(*skeleton, options)) {
    meshprof_bpf__destroy(skeleton);
    return {};
  }
  const Failure failure =
      skeletons_.empty() ? load_first(*skeleton, options.ring_bytes) : load_more(*skeleton);
  if (failure)
    meshprof_bpf__destroy(skeleton);
  return failure;
}

// Of what the options need, that which is not there yet. False if all is.
bool BpfObject::choose_missing(meshprof_bpf& skeleton, const BpfOptions& options) const {
  bool is_any_missing = false;
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, skeleton.obj) bpf_program__set_autoload(program, false);
  const auto need = [&](std::initializer_list<BpfProgram> programs) {
    for (const BpfProgram which : programs) {
      const bool is_missing = !is_loaded(which);
      bpf_program__set_autoload(skeleton.progs.*which, is_missing);
      is_any_missing |= is_missing;
    }
  };
  need({&BpfPrograms::on_exec, &BpfPrograms::on_exit, &BpfPrograms::change_target,
        &BpfPrograms::tell_target, &BpfPrograms::overwrite_records});
  if (options.on_cpu)
    need({&BpfPrograms::on_tick});
  if (options.off_cpu || options.follow_children)
    need({&BpfPrograms::on_new_task});
  if (options.off_cpu) {
    need({&BpfPrograms::on_switch, &BpfPrograms::open_accounts, &BpfPrograms::read_accounts,
          sleepers_program()});
  }
  if (options.wakers && has_wakers())
    need({&BpfPrograms::on_waking});
  if (options.page_faults) {
    need({&BpfPrograms::on_minor_fault, &BpfPrograms::on_major_fault,
          &BpfPrograms::open_fault_accounts, &BpfPrograms::read_fault_accounts});
  }
  if (options.has_accounts())
    need({&BpfPrograms::close_accounts});
  return is_any_missing;
}

bool BpfObject::has_wakers() {
  return find_cpu_variables().has_value();
}

bpf_program* BpfObject::program(BpfProgram which) const {
  for (meshprof_bpf* skeleton : skeletons_) {
    if (bpf_program__fd(skeleton->progs.*which) >= 0)
      return skeleton->progs.*which;
  }
  return nullptr;
}

Failure BpfObject::load_first(meshprof_bpf& skeleton, uint32_t ring_bytes) {
  describe_kernel(skeleton);
  bpf_map__set_max_entries(skeleton.maps.records, ring_bytes);
  if (const int error = meshprof_bpf__load(&skeleton); error != 0)
    return kernel_error("bpf(BPF_PROG_LOAD)", error);
  ring_ =
      ring_buffer__new(bpf_map__fd(skeleton.maps.records), on_ring_record, &ring_handler_, nullptr);
  if (ring_ == nullptr)
    return kernel_error("mapping the ring buffer", -errno);
  skeletons_.push_back(&skeleton);
  return {};
}

void describe_kernel(meshprof_bpf& skeleton) {
  skeleton.rodata->cpu_variables = find_cpu_variables().value_or(mp_cpu_variables{});
  skeleton.rodata->kernel_features.task_pt_regs = kernel_features().task_pt_regs;
  // Programs of perf events write to it. All at once it takes some 2.5 MB.
  if (!kernel_features().growing_maps_in_perf_events)
    bpf_map__set_map_flags(skeleton.maps.exited_faults, 0);
}

// No program can be added to a loaded object, but another object can have the same maps.
Failure BpfObject::load_more(meshprof_bpf& skeleton) {
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, skeleton.obj) {
    const bpf_map* same = bpf_object__find_map_by_name(first().obj, bpf_map__name(map));
    if (const int error = bpf_map__reuse_fd(map, bpf_map__fd(same)); error != 0)
      return kernel_error("sharing a BPF map", error);
  }
  if (const int error = meshprof_bpf__load(&skeleton); error != 0)
    return kernel_error("bpf(BPF_PROG_LOAD)", error);
  skeletons_.push_back(&skeleton);
  return {};
}

bool BpfObject::consume(const RecordHandler& handler, bool all) {
  ring* const records = ring_buffer__ring(ring_, 0);
  const unsigned long end = ring__producer_pos(records);
  ring_handler_ = &handler;
  size_t taken = 0;
  while (ring__consumer_pos(records) < end && (all || taken < kMaxRecordsPerConsume)) {
    const int n = ring_buffer__consume_n(ring_, kRecordsAtOnce);
    if (n <= 0)
      break;
    taken += static_cast<size_t>(n);
  }
  ring_handler_ = nullptr;
  return ring__consumer_pos(records) >= end;
}

Failure BpfObject::read_accounts(std::vector<mp_thread_record>& accounts) {
  for (int attempt = 0; attempt < kMaxReadAttempts; attempt++) {
    const uint64_t torn_before = first().bss->torn_reads;
    accounts.clear();
    const Failure failure =
        run_iterator(program(&BpfPrograms::read_accounts), [&accounts](const void* record, size_t) {
          accounts.push_back(*static_cast<const mp_thread_record*>(record));
        });
    if (failure || first().bss->torn_reads == torn_before)
      return failure;
  }
  return {};
}

// An iterator that writes nothing; reading it to its end runs it.
Failure BpfObject::open_accounts() {
  return run_iterator(program(&BpfPrograms::open_accounts), [](const void*, size_t) {});
}

Failure BpfObject::open_fault_accounts() {
  return run_iterator(program(&BpfPrograms::open_fault_accounts), [](const void*, size_t) {});
}

Failure BpfObject::close_accounts() {
  return run_iterator(program(&BpfPrograms::close_accounts), [](const void*, size_t) {});
}

Failure BpfObject::read_faults(const RecordHandler& handler) {
  return run_iterator(program(&BpfPrograms::read_fault_accounts), handler);
}

Failure BpfObject::read_sleepers(const RecordHandler& handler) {
  return run_iterator(program(sleepers_program()), handler);
}

Failure BpfObject::run_iterator(bpf_program* program, const RecordHandler& handler) {
  bpf_link* link = bpf_program__attach_iter(program, nullptr);
  if (link == nullptr)
    return kernel_error("bpf(BPF_LINK_CREATE) of an iterator", -errno);
  const UniqueFd fd(bpf_iter_create(bpf_link__fd(link)));
  bpf_link__destroy(link);  // fd keeps what it needs
  if (!fd)
    return kernel_error("bpf(BPF_ITER_CREATE)", -errno);

  const WipedBytes memory = make_wiped_bytes(kIteratorBufferBytes);
  char* const buffer = reinterpret_cast<char*>(memory.get());
  size_t filled = 0;
  for (;;) {
    const ssize_t n = read(fd.get(), buffer + filled, kIteratorBufferBytes - filled);
    // EAGAIN: the kernel paused after very many tasks of other processes.
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
      continue;
    if (n < 0)
      return kernel_error("reading a BPF iterator", -errno);
    if (n == 0)
      return {};
    filled += static_cast<size_t>(n);
    size_t used = 0;
    while (const size_t size = whole_record(buffer + used, filled - used)) {
      handler(buffer + used, size);
      used += size;
    }
    memmove(buffer, buffer + used, filled - used);
    filled -= used;
  }
}

void BpfObject::take_exited(const RecordHandler& handler) {
  take_all<mp_thread_record>(bpf_map__fd(first().maps.exited), handler);
}

void BpfObject::take_exited_faults(const RecordHandler& handler) {
  take_all<mp_faults_record>(bpf_map__fd(first().maps.exited_faults), handler);
}

void BpfObject::read_wakers(const WakerHandler& handler) {
  const int map = bpf_map__fd(first().maps.waker_sums);
  mp_waker_sum sum{};
  for (const mp_waker_key& key : keys_of<mp_waker_key>(map, MP_MAX_WAKER_SUMS)) {
    if (bpf_map_lookup_elem(map, &key, &sum) == 0)
      handler(key, sum);
  }
}

void BpfObject::forget_waker(const mp_waker_key& key) {
  bpf_map_delete_elem(bpf_map__fd(first().maps.waker_sums), &key);
}

void BpfObject::for_each_target(const TargetHandler& handler) const {
  const int map = bpf_map__fd(first().maps.targets);
  mp_target target{};
  for (const uint32_t tgid : keys_of<uint32_t>(map, MP_MAX_TARGETS)) {
    if (bpf_map_lookup_elem(map, &tgid, &target) == 0)
      handler(tgid, target);
  }
}

void BpfObject::forget_target(uint32_t tgid) {
  bpf_map_delete_elem(bpf_map__fd(first().maps.targets), &tgid);
  bpf_map_delete_elem(bpf_map__fd(first().maps.slice_limits), &tgid);
}

void BpfObject::limit_slice(uint32_t tgid, uint32_t image, uint32_t bytes) {
  const mp_slice_limit limit{image, bytes};
  bpf_map_update_elem(bpf_map__fd(first().maps.slice_limits), &tgid, &limit, BPF_ANY);
}

std::optional<mp_target> BpfObject::target(uint32_t tgid) const {
  mp_target target{};
  if (bpf_map_lookup_elem(bpf_map__fd(first().maps.targets), &tgid, &target) != 0)
    return {};
  return target;
}

BpfObject::Counters BpfObject::counters(uint32_t slot) const {
  Counters sums{};
  std::vector<uint64_t> values(static_cast<size_t>(libbpf_num_possible_cpus()));
  for (uint32_t i = 0; i < MP_COUNTERS; i++) {
    const uint32_t key = slot * MP_COUNTERS + i;
    if (bpf_map_lookup_elem(bpf_map__fd(first().maps.counters), &key, values.data()) != 0)
      continue;
    for (const uint64_t value : values)
      sums[i] += value;
  }
  return sums;
}

void BpfObject::clear_counters(uint32_t slot) {
  const std::vector<uint64_t> zeros(static_cast<size_t>(libbpf_num_possible_cpus()));
  for (uint32_t i = 0; i < MP_COUNTERS; i++) {
    const uint32_t key = slot * MP_COUNTERS + i;
    bpf_map_update_elem(bpf_map__fd(first().maps.counters), &key, zeros.data(), BPF_ANY);
  }
}

uint64_t BpfObject::memory_bytes() const {
  uint64_t bytes = 0;
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, first().obj) bytes += fd_memory_bytes(bpf_map__fd(map));
  for (const meshprof_bpf* skeleton : skeletons_) {
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, skeleton->obj) {
      if (bpf_program__fd(program) >= 0)
        bytes += fd_memory_bytes(bpf_program__fd(program));
    }
  }
  return bytes;
}

}  // namespace meshprof
