// SPDX-License-Identifier: Apache-2.0
// libFuzzer: any .gnu_debugdata, and the same bytes as what it holds when decompressed, and as a
// debug link.
#include <cstddef>
#include <cstdint>

#include "../debug/debug_data.h"
#include "../debug/debug_file.h"
#include "../debug/debug_link.h"
#include "named_sections.h"

namespace {

void read(const std::string& section, const std::string& link) {
  using namespace meshprof;
  const std::string elf = test::with_sections(
      test::build_elf({}), {{".gnu_debugdata", section}, {".gnu_debuglink", link}});
  const UniqueFd file = test::file_of(elf);
  const auto layout = read_elf_layout(file.get(), elf.size());
  const NamedFunctions names = read_debug_data(file.get(), *layout);
  if (!names.problem.empty() && !names.functions.empty() && names.functions.size() < 1000)
    __builtin_trap();
  const auto found = read_debug_link(file.get(), *layout);
  if (found && found->name.find('/') != std::string::npos)
    __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  read(bytes, bytes);
  read(meshprof::test::compress_xz(bytes), bytes);
  const meshprof::UniqueFd file = meshprof::test::file_of(bytes);
  meshprof::read_debug_file({"c0ffee01", true, 0}, file.get(), size);
  return 0;
}
