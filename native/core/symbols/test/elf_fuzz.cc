// SPDX-License-Identifier: Apache-2.0
// libFuzzer: any file is read within bounds, quickly and in little memory, and names only what it
// contains.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

#include "../elf_image.h"
#include "../resolved_frame.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  meshprof::UniqueFd file(memfd_create("elf-fuzz", MFD_CLOEXEC));
  if (write(file.get(), data, size) != static_cast<ssize_t>(size))
    return 0;
  meshprof::ElfImage image(std::move(file), size);
  for (uint64_t offset = 0; offset < size; offset += 64) {
    const auto address = image.address_of(offset);
    const auto function = image.find(address.value_or(offset));
    if (function && function->name.empty())
      __builtin_trap();
  }
  return 0;
}
