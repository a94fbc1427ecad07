// SPDX-License-Identifier: Apache-2.0
// libFuzzer: any linkage name is demangled quickly (-timeout) and in little memory (-rss_limit_mb).
#include <cstddef>
#include <cstdint>
#include <string>

#include "../demangle.h"
#include "../display_name.h"
#include "../resolved_frame.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const char* prefix : {"_Z", "_R", "_ZN"}) {
    const std::string name = meshprof::display_name(meshprof::demangle(prefix + text));
    if (name.size() > meshprof::kMaxNameBytes)
      __builtin_trap();
  }
  return 0;
}
