// SPDX-License-Identifier: Apache-2.0
// Runs the call frame instructions of an FDE (DWARF 5, 6.4.2) and keeps the rows.
#pragma once

#include <optional>

#include "frame_entry.h"
#include "function_unwind.h"

namespace meshprof {

// nullopt if the instructions are not well-formed, or more than any function has.
std::optional<FunctionUnwind> run_frame_program(const FrameEntry& entry);

}  // namespace meshprof
