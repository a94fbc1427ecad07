// SPDX-License-Identifier: Apache-2.0
// libFuzzer: whatever the bytes, reading what a stripped file proves stays within bounds, quickly
// and in little memory, and gives sorted, disjoint functions with names. Start it with stripped
// programs as seeds: `build/fuzz/stripped CORPUS_DIR`.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

#include "../stripped/instruction.h"
#include "../stripped/stripped_names.h"
#include "../unique_fd.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const meshprof::stripped::Instruction instruction =
      meshprof::stripped::decode(std::span(data, size));
  if (instruction.length > size || instruction.length > 15)
    __builtin_trap();
  const meshprof::UniqueFd file(memfd_create("stripped-fuzz", MFD_CLOEXEC));
  if (write(file.get(), data, size) != static_cast<ssize_t>(size))
    return 0;
  const auto names = meshprof::stripped::read_stripped_names(file.get(), size, "fuzz");
  uint64_t limit = 0;
  for (const meshprof::NamedFunction& function : names.functions) {
    if (function.start < limit || function.limit <= function.start || function.name.empty())
      __builtin_trap();
    limit = function.limit;
  }
  return 0;
}
