// SPDX-License-Identifier: Apache-2.0
// Where the kernel keeps variables of each CPU that say in which context it runs.
#pragma once

#include <optional>

#include "records.h"

namespace meshprof {

// From the kernel's BTF; read once in a process. Nothing where that does not tell where the run
// queue and the preemption count are, without which no waker can be told from an interrupted
// bystander.
std::optional<mp_cpu_variables> find_cpu_variables();

}  // namespace meshprof
