// SPDX-License-Identifier: Apache-2.0
// The header shared with the BPF programs, with the integer types it asks for.
#pragma once

#include <linux/types.h>

#include "../../../bpf/meshprof.h"
