// SPDX-License-Identifier: Apache-2.0
// What the running kernel has of what programs can do without. By trying and by the kernel's BTF:
// distributions carry features back, so that a version says little.
#pragma once

namespace meshprof {

struct KernelFeatures {
  // bpf_task_pt_regs(); in mainline since 5.15.
  bool task_pt_regs = false;
  // Iterators over threads that may sleep, and so read user memory; since 5.18.
  bool sleepable_iterators = false;
  // Programs of perf events may use maps that allocate their elements when they are added;
  // since 6.1.
  bool growing_maps_in_perf_events = false;
};

// Found out once in a process. Tests take features away by MESHPROF_WITHHELD_KERNEL_FEATURES, names
// of the above with commas between.
const KernelFeatures& kernel_features();

}  // namespace meshprof
