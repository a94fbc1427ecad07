// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "symbols/kernel_symbols.h"

namespace meshprof {

// The same for all sessions: to read them takes tens of milliseconds. A session does not take a
// list that is old, nor one from before a module came or went.
std::shared_ptr<const KernelSymbols> shared_kernel_symbols();

}  // namespace meshprof
