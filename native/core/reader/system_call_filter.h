// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace meshprof::reader {

// From now on this process may compute, use the descriptors it has, and end. Everything else fails
// with EPERM. False with errno if the kernel refuses.
bool install_system_call_filter();

}  // namespace meshprof::reader
