// SPDX-License-Identifier: Apache-2.0
#include "capture_budget.h"

#include <bpf/btf.h>
#include <unistd.h>

#include <algorithm>

#include "records.h"

namespace meshprof {

namespace {

constexpr uint64_t kSecondNs = 1'000'000'000;

// A stack captured on the way to user mode costs about 20 us, six times as much as another.
constexpr uint64_t kMaxByLengthPerS = 250;

uint32_t in_period(uint64_t per_s, uint64_t period_ns) {
  return static_cast<uint32_t>(std::max<uint64_t>(per_s * period_ns / kSecondNs, 1));
}

bool find_resume_captures() {
  btf* types = btf__load_vmlinux_btf();
  const auto has = [types](const char* function) {
    return types != nullptr && btf__find_by_name_kind(types, function, BTF_KIND_FUNC) > 0;
  };
  const bool has_all =
      (has("bpf_task_work_schedule_resume_impl") || has("bpf_task_work_schedule_resume")) &&
      has("bpf_preempt_disable");
  btf__free(types);
  return has_all;
}

}  // namespace

bool has_resume_captures() {
  static const bool has = find_resume_captures();
  return has;
}

CaptureBudget capture_budget(uint32_t captures_per_s, bool by_length) {
  if (captures_per_s == 0)
    return {};
  const auto cpus = static_cast<uint64_t>(std::max(sysconf(_SC_NPROCESSORS_ONLN), 1l));
  const uint64_t per_s = captures_per_s / cpus;
  if (!by_length)
    return {in_period(per_s, MP_RATE_PERIOD_NS), 0};
  const uint64_t by_length_per_s = std::min(per_s / 2, kMaxByLengthPerS);
  return {in_period(per_s - by_length_per_s, MP_RATE_PERIOD_NS),
          in_period(by_length_per_s, MP_THRESHOLD_PERIOD_NS)};
}

}  // namespace meshprof
