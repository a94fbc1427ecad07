// SPDX-License-Identifier: Apache-2.0
#include "session/kernel_frame_roles.h"

#include "symbols/test/check.h"

namespace meshprof {
namespace {

bool has_role(KernelFrameRole role, std::string_view name) {
  return role_of_kernel_function(name) == role;
}

TEST("the scheduler's own functions are told from who waits and what for") {
  CHECK(has_role(KernelFrameRole::kSchedules, "__schedule_[k]"));
  CHECK(has_role(KernelFrameRole::kWakes, "try_to_wake_up_[k]"));
  for (const char* name :
       {"schedule_[k]", "schedule_timeout_[k]", "schedule_hrtimeout_range_clock.part.0_[k]",
        "io_schedule_[k]", "preempt_schedule_irq_[k]", "do_nanosleep_[k]", "bit_wait_io_[k]",
        "__wait_on_bit_lock_[k]", "out_of_line_wait_on_bit_[k]"})
    CHECK(has_role(KernelFrameRole::kGivesUpCpu, name));
  for (const char* name :
       {"hrtimer_nanosleep_[k]", "ep_poll_[k]", "futex_do_wait_[k]", "mutex_lock_[k]",
        "rwsem_down_read_slowpath_[k]", "wait_for_completion_[k]", "__mutex_lock.constprop.0_[k]",
        "scheduler_tick_[k]", "blk_io_schedule_[k]", "[unknown]_[k]", ""})
    CHECK(has_role(KernelFrameRole::kOwn, name));
}

}  // namespace
}  // namespace meshprof
