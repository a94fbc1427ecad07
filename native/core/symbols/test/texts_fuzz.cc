// SPDX-License-Identifier: Apache-2.0
// libFuzzer: any read-only data is searched for texts that name source files, and for records that
// point to them, within bounds and quickly.
#include <elf.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "../stripped/location_records.h"
#include "../stripped/text_search.h"
#include "elf_builder.h"

namespace {

using namespace meshprof;
using namespace meshprof::stripped;

constexpr uint64_t kTextsAt = 0x1000, kWordsAt = 0x100000;

void expect(bool condition) {
  if (!condition)
    __builtin_trap();
}

void look_at_files(const FileNames& files, uint64_t bytes) {
  for (uint64_t address = kTextsAt - 1; address <= kTextsAt + bytes; address++) {
    const std::string_view name = files.at(address);
    files.follows_text(address);
    expect(name.empty() || files.holds(address));
    expect(name.empty() || files.are_same_file(address, address));
    expect(name.size() <= bytes && name.find('\0') == std::string_view::npos);
  }
}

// The input once more, as words of which each second is a pointer.
PointerData words_of(const uint8_t* input, size_t size) {
  PointerData data;
  const size_t words = size / 8;
  PointerSection section{kWordsAt, std::vector<uint64_t>(words), std::vector<bool>(words),
                         std::vector<bool>(words), std::vector<bool>(words)};
  for (size_t i = 0; i < words; i++) {
    memcpy(&section.words[i], input + i * 8, 8);
    section.is_pointer[i] = i % 2 == 0;
    if (section.is_pointer[i])
      section.words[i] = kTextsAt + section.words[i] % (size + 1);
  }
  data.mutable_sections()->push_back(std::move(section));
  data.finish();
  return data;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const UniqueFd file = test::file_of(bytes);
  const LoadedSections layout{false, {{".rodata", kTextsAt, 0, size, SHT_PROGBITS, false, false}}};
  const FileNames files = FileNames::read(file.get(), layout);
  look_at_files(files, size);
  for (const uint64_t address : find_text(file.get(), layout, bytes.substr(0, size / 2)))
    expect(address >= kTextsAt && address - kTextsAt < size);
  const PointerData words = words_of(data, size);
  LocationRecords records = LocationRecords::find(layout, words, files);
  for (uint64_t address = kWordsAt; address < kWordsAt + size; address += 8) {
    const uint64_t name = records.file_of(address);
    expect(name == 0 || !files.at(name).empty());
    records.mark_passed(address);
    records.is_alone(address);
  }
  return 0;
}
