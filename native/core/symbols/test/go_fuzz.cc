// SPDX-License-Identifier: Apache-2.0
// libFuzzer: Go's function table, module data and stack offsets: of any file, and of sound programs
// with bytes changed.
#include <cstddef>
#include <cstdint>

#include "../go/go_frames.h"
#include "../go/go_functions.h"
#include "elf_builder.h"
#include "go_builder.h"

namespace {

using namespace meshprof;

void read(const std::string& elf) {
  const UniqueFd file = test::file_of(elf);
  const auto layout = read_elf_layout(file.get(), elf.size());
  if (!layout)
    return;
  const NamedFunctions go = read_go_functions(file.get(), *layout);
  const GoModule::Result module = GoModule::open(file.get(), *layout);
  for (const NamedFunction& function : go.functions) {
    if (function.name.empty() || function.start >= function.limit)
      __builtin_trap();
    const auto frames = find_go_frames(*module.module, file.get(), *layout, function.start);
    for (size_t i = 1; frames && i < frames->rows.size(); i++) {
      if (frames->rows[i].start < frames->rows[i - 1].start)
        __builtin_trap();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0)
    return 0;
  if (data[0] >= 128) {
    read(std::string(reinterpret_cast<const char*>(data + 1), size - 1));
    return 0;
  }
  const std::string offsets("\2\1\x40\x3f\0", 5);
  const std::string code("\x55\x48\x89\xe5\x48\x83\xec\x18\x48\x8b\x62\x38", 12);
  std::string elf = test::build_go_elf(static_cast<GoPclntab::Version>(data[0] % 4),
                                       {{"main.main", 0, offsets},
                                        {"runtime.systemstack", 0x40, offsets},
                                        {"runtime.mcall", 0x80, offsets},
                                        {"runtime.goexit", 0xc0, offsets}},
                                       code + std::string(0x34, '\x90') + code);
  for (size_t at = 1; at + 3 <= size; at += 3) {
    const size_t place = test::kGoDataOffset + (data[at] | data[at + 1] << 8);
    if (place < elf.size())
      elf[place] = static_cast<char>(data[at + 2]);
  }
  read(elf);
  return 0;
}
