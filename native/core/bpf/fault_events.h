// SPDX-License-Identifier: Apache-2.0
// The software event that comes at every page fault.
#pragma once

#include <functional>

#include "kernel_error.h"
#include "records.h"

namespace meshprof {

// Opens the event of one kind of faults on each online CPU. `take` gets each descriptor and owns
// it.
Failure open_fault_events(mp_fault_kind kind, const std::function<Failure(int fd)>& take);

}  // namespace meshprof
