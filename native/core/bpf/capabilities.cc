// SPDX-License-Identifier: Apache-2.0
#include "capabilities.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

#include <cerrno>

#include "bpf_programs.h"
#include "capture_budget.h"
#include "clock_events.h"
#include "cpu_variables.h"
#include "kernel_error.h"
#include "symbols/kernel_symbols.h"
#include "symbols/unique_fd.h"

namespace meshprof {

namespace {

// What the maps of a session with the default settings take, rounded up.
constexpr uint32_t kSessionBytes = 16 << 20;

Capability from(const std::string& id, const Failure& failure) {
  if (!failure)
    return {id, true, ""};
  return {id, false, failure->message, failure->code == ErrorCode::kNoPermission};
}

// A kernel that is asked for nothing else must give this.
Failure try_bpf() {
  const UniqueFd map(bpf_map_create(BPF_MAP_TYPE_ARRAY, nullptr, 4, 4, 1, nullptr));
  return map ? Failure{} : kernel_error("bpf(BPF_MAP_CREATE)", -errno);
}

// Before 5.11 the memory of maps counted as locked; since then it counts for the cgroup.
Failure try_memory() {
  const UniqueFd map(
      bpf_map_create(BPF_MAP_TYPE_ARRAY, nullptr, 4, 4096, kSessionBytes / 4096, nullptr));
  return map ? Failure{} : kernel_error("bpf(BPF_MAP_CREATE) of 16 MiB", -errno);
}

// Lockdown takes this from programs, whoever loads them.
Failure try_kernel_memory() {
  if (libbpf_probe_bpf_helper(BPF_PROG_TYPE_PERF_EVENT, BPF_FUNC_probe_read_kernel, nullptr) != 0)
    return {};
  return Error{ErrorCode::kNoPermission, "the kernel knows no bpf_probe_read_kernel"};
}

Failure try_btf() {
  if (access("/sys/kernel/btf/vmlinux", R_OK) == 0)
    return {};
  return kernel_error("reading /sys/kernel/btf/vmlinux", -errno);
}

Failure try_map(bpf_map_type type) {
  const int result = libbpf_probe_bpf_map_type(type, nullptr);
  if (result == 1)
    return {};
  return kernel_error("bpf(BPF_MAP_CREATE)", result < 0 ? result : -EOPNOTSUPP);
}

Failure try_clock() {
  return open_clock_events(99, 0, [](int fd) -> Failure {
    close(fd);
    return {};
  });
}

Failure try_resume_captures() {
  if (has_resume_captures())
    return {};
  return Error{ErrorCode::kNoKernel, "no bpf_task_work_schedule_resume in the kernel's BTF"};
}

Failure try_cpu_variables() {
  if (find_cpu_variables())
    return {};
  return Error{ErrorCode::kNoKernel, "the kernel's BTF does not tell where __preempt_count is"};
}

Failure try_kernel_symbols() {
  if (KernelSymbols::load().available())
    return {};
  return Error{ErrorCode::kNoPermission, "/proc/kallsyms hides its addresses (kptr_restrict)"};
}

// With only the named program loaded, so that the answer is about that one.
Failure try_program(const char* name) {
  meshprof_bpf* skeleton = meshprof_bpf__open();
  if (skeleton == nullptr)
    return kernel_error("opening the BPF object", -errno);
  describe_kernel(*skeleton);
  bpf_program* program = nullptr;
  bpf_program* wanted = nullptr;
  bpf_object__for_each_program(program, skeleton->obj) {
    const bool is_wanted = std::string(bpf_program__name(program)) == name;
    bpf_program__set_autoload(program, is_wanted);
    if (is_wanted)
      wanted = program;
  }
  Failure failure;
  if (const int error = meshprof_bpf__load(skeleton); error != 0) {
    failure = kernel_error("bpf(BPF_PROG_LOAD)", error);
  } else if (bpf_program__type(wanted) == BPF_PROG_TYPE_TRACING) {
    bpf_link* link = bpf_program__attach(wanted);
    if (link == nullptr)
      failure = kernel_error("bpf(BPF_LINK_CREATE)", -errno);
    bpf_link__destroy(link);
  }
  meshprof_bpf__destroy(skeleton);
  return failure;
}

}  // namespace

std::vector<Capability> probe_capabilities() {
  libbpf_set_print(nullptr);
  libbpf_set_memlock_rlim(0);
  return {
      from("bpf-syscall", try_bpf()),
      from("bpf-memory", try_memory()),
      from("btf", try_btf()),
      from("kernel-memory", try_kernel_memory()),
      from("ring-buffer", try_map(BPF_MAP_TYPE_RINGBUF)),
      from("task-storage", try_map(BPF_MAP_TYPE_TASK_STORAGE)),
      from("bpf-load", try_program("on_tick")),
      from("perf-event-open", try_clock()),
      from("tp-btf-sched-switch", try_program("on_switch")),
      from("resume-capture", try_resume_captures()),
      from("waker-context", try_cpu_variables()),
      from("task-iterator", try_program("read_accounts")),
      from("task-iterator-sleepable", try_program("read_sleepers")),
      from("page-faults", try_program("on_minor_fault")),
      from("kernel-symbols", try_kernel_symbols()),
  };
}

}  // namespace meshprof
