// SPDX-License-Identifier: Apache-2.0
#include "cpu_variables.h"

#include <bpf/btf.h>

#include <cstring>
#include <map>
#include <memory>
#include <string>

namespace meshprof {

namespace {

struct Variable {
  int64_t offset = 0;  // in the section
  uint32_t type = 0;
};

using Variables = std::map<std::string, Variable>;

Variables variables_of_cpus(const btf* types) {
  Variables found;
  const int section = btf__find_by_name_kind(types, ".data..percpu", BTF_KIND_DATASEC);
  if (section < 0)
    return found;
  const btf_type* type = btf__type_by_id(types, static_cast<uint32_t>(section));
  const btf_var_secinfo* entries = btf_var_secinfos(type);
  for (int i = 0; i < btf_vlen(type); i++) {
    const btf_type* variable = btf__type_by_id(types, entries[i].type);
    found[btf__name_by_offset(types, variable->name_off)] = {entries[i].offset, variable->type};
  }
  return found;
}

// Kernels 6.2 to 6.14 keep the hottest variables in one structure.
void add_members(const btf* types, const std::string& name, Variables& variables) {
  const auto found = variables.find(name);
  if (found == variables.end())
    return;
  const Variable outer = found->second;
  const btf_type* type = btf__type_by_id(types, outer.type);
  for (int i = 0; btf_is_composite(type) && i < btf_vlen(type); i++) {
    const btf_member* member = btf_members(type) + i;
    const std::string member_name = btf__name_by_offset(types, member->name_off);
    const int64_t offset = outer.offset + btf_member_bit_offset(type, static_cast<uint32_t>(i)) / 8;
    const Variable inner{offset, member->type};
    if (!member_name.empty()) {
      variables.emplace(member_name, inner);
      continue;
    }
    const std::string unnamed = name + "." + std::to_string(i);
    variables[unnamed] = inner;
    add_members(types, unnamed, variables);
  }
}

std::optional<mp_cpu_variables> read_cpu_variables() {
  const std::unique_ptr<btf, decltype(&btf__free)> types(btf__load_vmlinux_btf(), btf__free);
  if (types == nullptr)
    return {};
  Variables variables = variables_of_cpus(types.get());
  add_members(types.get(), "pcpu_hot", variables);
  const auto run_queue = variables.find("runqueues");
  if (run_queue == variables.end())
    return {};
  const auto distance = [&](const char* name) -> __s64 {
    const auto found = variables.find(name);
    return found == variables.end() ? 0 : found->second.offset - run_queue->second.offset;
  };
  mp_cpu_variables result{};
  result.preempt_count = variables.contains("__preempt_count") ? distance("__preempt_count")
                                                               : distance("preempt_count");
  result.hrtimer_bases = distance("hrtimer_bases");
  result.timer_bases = distance("timer_bases");
  result.softnet_data = distance("softnet_data");
  result.irq_stack_top = distance("hardirq_stack_ptr");
  result.irq_stack_in_use = distance("hardirq_stack_inuse");
  if (result.timer_bases != 0) {
    const btf_type* bases = btf__type_by_id(types.get(), variables["timer_bases"].type);
    result.timer_base_count = btf_is_array(bases) ? btf_array(bases)->nelems : 0;
  }
  if (result.preempt_count == 0)
    return {};
  return result;
}

}  // namespace

std::optional<mp_cpu_variables> find_cpu_variables() {
  static const std::optional<mp_cpu_variables> variables = read_cpu_variables();
  return variables;
}

}  // namespace meshprof
