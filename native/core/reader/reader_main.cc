// SPDX-License-Identifier: Apache-2.0
// meshprof-reader: reads foreign binaries for the agent, without any right but to read the
// descriptors that it is handed. Not for use by hand, but `meshprof-reader --self-test` prints what
// it may do.
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <new>

#include "confinement.h"
#include "self_test.h"
#include "server.h"
#include "symbols/debug/debug_data.h"

int main(int argc, char** argv) {
  using namespace meshprof::reader;
  const bool is_self_test = argc == 2 && strcmp(argv[1], "--self-test") == 0;
  std::set_new_handler([] { _exit(kExitNoMemory); });
  meshprof::prepare_debug_data();
  prctl(PR_SET_NAME, "meshprof-reader", 0, 0, 0);
  if (const std::string problem = confine(kMaxMemoryBytes); !problem.empty()) {
    fprintf(stderr, "meshprof-reader: not confined: %s\n", problem.c_str());
    return kExitNotConfined;
  }
  if (is_self_test)
    return print_self_test(kMaxMemoryBytes);
  Server(kSocketDescriptor).run();
  return 0;
}
