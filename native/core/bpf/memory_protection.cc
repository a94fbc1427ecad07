// SPDX-License-Identifier: Apache-2.0
#include "memory_protection.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace meshprof {

void hide_memory() {
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void forbid_core_files() {
  rlimit limit{};
  if (getrlimit(RLIMIT_CORE, &limit) != 0)
    return;
  limit.rlim_cur = 0;
  setrlimit(RLIMIT_CORE, &limit);
}

}  // namespace meshprof
