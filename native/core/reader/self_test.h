// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace meshprof::reader {

// Tries what a confined process must not be able to do, and prints one line of JSON that says what
// happened. Returns the exit status: 0 if nothing was possible. `memory_bytes`: its limit.
int print_self_test(unsigned long memory_bytes);

}  // namespace meshprof::reader
