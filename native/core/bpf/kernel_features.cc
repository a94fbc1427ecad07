// SPDX-License-Identifier: Apache-2.0
#include "kernel_features.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <linux/bpf.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "symbols/unique_fd.h"

namespace meshprof {

namespace {

// The kernel lists its helpers in an enumeration of its own.
bool has_helper(const btf* types, std::string_view name) {
  const int list =
      types == nullptr ? -1 : btf__find_by_name_kind(types, "bpf_func_id", BTF_KIND_ENUM);
  if (list < 0)
    return false;
  const btf_type* type = btf__type_by_id(types, static_cast<uint32_t>(list));
  const struct btf_enum* values = btf_enum(type);
  for (int i = 0; i < btf_vlen(type); i++) {
    if (btf__name_by_offset(types, values[i].name_off) == name)
      return true;
  }
  return false;
}

// Loads a program of a perf event that does nothing but refer to such a map.
bool try_growing_map() {
  LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_NO_PREALLOC);
  const UniqueFd map(bpf_map_create(BPF_MAP_TYPE_HASH, nullptr, 4, 4, 1, &options));
  if (!map)
    return false;
  bpf_insn load_map{};
  load_map.code = BPF_LD | BPF_DW | BPF_IMM;
  load_map.dst_reg = BPF_REG_1;
  load_map.src_reg = BPF_PSEUDO_MAP_FD;
  load_map.imm = map.get();
  bpf_insn clear{};
  clear.code = BPF_ALU64 | BPF_MOV | BPF_K;
  bpf_insn leave{};
  leave.code = BPF_JMP | BPF_EXIT;
  // The second instruction is the upper half of the first one's value.
  const bpf_insn program[] = {load_map, {}, clear, leave};
  return static_cast<bool>(UniqueFd(
      bpf_prog_load(BPF_PROG_TYPE_PERF_EVENT, "mp_growing_map", "GPL", program, 4, nullptr)));
}

bool is_withheld(std::string_view name) {
  const char* list = getenv("MESHPROF_WITHHELD_KERNEL_FEATURES");
  return list != nullptr &&
         ("," + std::string(list) + ",").find("," + std::string(name) + ",") != std::string::npos;
}

KernelFeatures find_features() {
  const std::unique_ptr<btf, decltype(&btf__free)> types(btf__load_vmlinux_btf(), btf__free);
  KernelFeatures found;
  found.task_pt_regs =
      !is_withheld("task_pt_regs") && has_helper(types.get(), "BPF_FUNC_task_pt_regs");
  // The helper came with the iterators, in one series of patches.
  found.sleepable_iterators = !is_withheld("sleepable_iterators") &&
                              has_helper(types.get(), "BPF_FUNC_copy_from_user_task");
  found.growing_maps_in_perf_events =
      !is_withheld("growing_maps_in_perf_events") && try_growing_map();
  return found;
}

}  // namespace

const KernelFeatures& kernel_features() {
  static const KernelFeatures features = find_features();
  return features;
}

}  // namespace meshprof
