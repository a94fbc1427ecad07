// SPDX-License-Identifier: Apache-2.0
// Macros that leave the name of their file in the binary, as Envoy's do in release builds.
#pragma once

namespace Envoy {
namespace Logger {
extern int level;
void log(const char* file, int line, const char* text);
[[noreturn]] void assertFailed(const char* file, int line, const char* condition);
}  // namespace Logger
}  // namespace Envoy

#define ENVOY_LOG(at, text)                                                                        \
  do {                                                                                             \
    if (::Envoy::Logger::level >= (at))                                                            \
      ::Envoy::Logger::log(__FILE__, __LINE__, text);                                              \
  } while (0)

#define RELEASE_ASSERT(condition)                                                                  \
  do {                                                                                             \
    if (!(condition))                                                                              \
      ::Envoy::Logger::assertFailed(__FILE__, __LINE__, #condition);                               \
  } while (0)
