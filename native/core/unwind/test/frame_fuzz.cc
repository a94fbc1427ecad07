// SPDX-License-Identifier: Apache-2.0
// libFuzzer: any file gives rows within bounds, quickly and in little memory.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

#include "../function_decoder.h"
#include "symbols/unique_fd.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  meshprof::UniqueFd file(memfd_create("frame-fuzz", MFD_CLOEXEC));
  if (write(file.get(), data, size) != static_cast<ssize_t>(size))
    return 0;
  meshprof::FunctionDecoder decoder(file.get(), size);
  // Code of the corpus begins at 0x4000 (eh_frame_builder.h).
  for (uint64_t address = 0x4000; address < 0x4400; address += 16) {
    const meshprof::DecodedFunction decoded = decoder.decode(address);
    if (decoded.status != meshprof::DecodeStatus::kFound)
      continue;
    uint64_t last = 0;
    for (const meshprof::UnwindRow& row : decoded.function.rows) {
      if (row.start < last || row.start >= decoded.function.limit)
        __builtin_trap();
      last = row.start;
    }
  }
  return 0;
}
