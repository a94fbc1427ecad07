// SPDX-License-Identifier: Apache-2.0
#include "kernel_frame_roles.h"

#include <algorithm>
#include <array>

namespace meshprof {

namespace {

// Of the kernel's .sched.text, which it leaves out of the stacks of threads that are off the CPU
// (in_sched_functions()), those that name no reason. Its locks and completions do, so they stay.
constexpr std::array<std::string_view, 7> kGiveUpCpu = {
    "bit_wait",           "bit_wait_io", "bit_wait_timeout", "do_nanosleep", "schedule",
    "usleep_range_state", "yield"};
constexpr std::array<std::string_view, 5> kGiveUpCpuPrefixes = {
    "__wait_on_bit", "io_schedule", "out_of_line_wait_on_bit", "preempt_schedule", "schedule_"};

// Without the compiler's suffix (.isra.0) and ours (_[k]).
std::string_view base_name(std::string_view name) {
  if (name.ends_with("_[k]"))
    name.remove_suffix(4);
  return name.substr(0, name.find('.'));
}

}  // namespace

KernelFrameRole role_of_kernel_function(std::string_view full_name) {
  const std::string_view name = base_name(full_name);
  if (name == "__schedule")
    return KernelFrameRole::kSchedules;
  if (name == "try_to_wake_up")
    return KernelFrameRole::kWakes;
  const bool gives_up =
      std::find(kGiveUpCpu.begin(), kGiveUpCpu.end(), name) != kGiveUpCpu.end() ||
      std::any_of(kGiveUpCpuPrefixes.begin(), kGiveUpCpuPrefixes.end(),
                  [name](std::string_view prefix) { return name.starts_with(prefix); });
  return gives_up ? KernelFrameRole::kGivesUpCpu : KernelFrameRole::kOwn;
}

}  // namespace meshprof
