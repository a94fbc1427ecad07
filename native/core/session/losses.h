// SPDX-License-Identifier: Apache-2.0
// What the kernel side had to leave out, by the causes that native/types.ts names.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "bpf/bpf_object.h"

namespace meshprof {

using Losses = std::map<std::string, uint64_t>;  // only those above zero

Losses on_cpu_lost(const BpfObject::Counters& counters);
Losses off_cpu_lost(const BpfObject::Counters& counters);
Losses wakers_lost(const BpfObject::Counters& counters);
Losses stalls_lost(const BpfObject::Counters& counters);
Losses page_faults_lost(const BpfObject::Counters& counters);

}  // namespace meshprof
