// SPDX-License-Identifier: Apache-2.0
// The generated skeleton of ../../../bpf, and how one of its programs is named.
#pragma once

// Types of the skeleton's variables; it does not include them itself.
#include "records.h"

// Behind a blank line, so that it stays second.
#include "meshprof.skel.h"

namespace meshprof {

using BpfPrograms = decltype(meshprof_bpf::progs);
using BpfProgram = bpf_program* BpfPrograms::*;

// Fits an opened object to the running kernel, before it is loaded.
void describe_kernel(meshprof_bpf& skeleton);

}  // namespace meshprof
