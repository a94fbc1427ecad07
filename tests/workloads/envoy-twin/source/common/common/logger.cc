// SPDX-License-Identifier: Apache-2.0
#include "source/common/common/logger.h"

#include <cstdio>
#include <cstdlib>

namespace Envoy {
namespace Logger {

int level = 0;

void log(const char* file, int line, const char* text) {
  fprintf(stderr, "[%s:%d] %s\n", file, line, text);
}

void assertFailed(const char* file, int line, const char* condition) {
  fprintf(stderr, "[%s:%d] assert failure: %s\n", file, line, condition);
  abort();
}

}  // namespace Logger
}  // namespace Envoy
