// SPDX-License-Identifier: Apache-2.0
// Who may look at the memory of this process, which holds what targets have on their stacks.
#pragma once

namespace meshprof {

// No core dump, and no debugger or /proc/PID/mem but for who has CAP_SYS_PTRACE. Not inherited by
// programs that this process starts.
void hide_memory();

// No core file of the programs that this process starts either: they read files of targets.
void forbid_core_files();

}  // namespace meshprof
