// SPDX-License-Identifier: Apache-2.0
// libFuzzer: debug information of any kind, through libdw (which is not instrumented: what it does
// wrong shows as a crash, a hang or a mistake of its callers). The input is split into sections by
// its first bytes, so that files are well-formed around what libdw parses; or it is a whole file.
#include <cstddef>
#include <cstdint>
#include <string>

#include "../dwarf/dwarf_reader.h"
#include "named_sections.h"

namespace {

using namespace meshprof;

constexpr const char* kSections[] = {".debug_info", ".debug_abbrev", ".debug_line",
                                     ".debug_str",  ".debug_ranges", ".debug_aranges"};
constexpr size_t kParts = std::size(kSections);

void read(const std::string& elf) {
  const UniqueFd file = test::file_of(elf);
  DwarfReader reader(file.get());
  for (uint64_t address = 0; address < 0x400; address += 0x10)
    reader.frames_at(address % 0x20 == 0 ? address : test::kTextAddress + address);
  std::vector<NamedFunction> functions = {
      {test::kTextAddress, test::kTextAddress + 16, "f", "", {}}, {0x10, 0x20, "g", "", {}}};
  reader.add_files(&functions);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.starts_with("\177ELF")) {
    read(bytes);
    return 0;
  }
  if (size < 2 * kParts)
    return 0;
  std::vector<std::pair<std::string, std::string>> sections;
  size_t at = 2 * kParts;
  for (size_t i = 0; i < kParts; i++) {
    const size_t wanted = data[2 * i] | data[2 * i + 1] << 8;
    const std::string part = at < size ? bytes.substr(at, wanted) : "";
    at += part.size();
    sections.emplace_back(kSections[i], part);
  }
  read(test::with_sections(test::build_elf({}), sections));
  return 0;
}
