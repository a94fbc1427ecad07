// SPDX-License-Identifier: Apache-2.0
// Decides whether a stack's outermost frame is where its thread began, so that the stack is whole.
#pragma once

#include "symbols/resolved_frame.h"

namespace meshprof {

// True if `frame` lies in a function that starts threads or programs (reader/thread_entries.h).
bool is_thread_entry(const ResolvedFrame& frame);

}  // namespace meshprof
