// SPDX-License-Identifier: Apache-2.0
// libFuzzer: any words, pointers and class names are taken for vtables and type information within
// bounds and quickly. Each word is three bytes of the input (what it is, and a number), so that
// pointers hit each other often.
#include <elf.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "../stripped/class_names.h"
#include "../stripped/virtual_functions.h"
#include "elf_builder.h"

namespace {

using namespace meshprof;
using namespace meshprof::stripped;

constexpr uint64_t kTextsAt = 0x1000, kWordsAt = 0x10000, kCodeAt = 0x40000;
constexpr uint64_t kFunctionBytes = 16, kFunctions = 64, kBytesOfWord = 3;
constexpr size_t kMaxWords = 512;

void expect(bool condition) {
  if (!condition)
    __builtin_trap();
}

enum WordKind : uint8_t { kNumber, kWord, kFunction, kText, kRuntimeClass, kOffset, kKinds };

void set_word(PointerData* data, const uint32_t* externals, size_t index, const uint8_t* input) {
  const uint64_t address = kWordsAt + index * 8;
  const uint16_t number = static_cast<uint16_t>(input[1] | input[2] << 8);
  PointerSection& section = data->mutable_sections()->front();
  switch (input[0] % kKinds) {
  case kNumber:
    section.words[index] = number;
    break;
  case kWord:
    data->set(address, kWordsAt + number % (kMaxWords * 8));
    break;
  case kFunction:
    data->set(address, kCodeAt + number % kFunctions * kFunctionBytes);
    break;
  case kText:
    data->set(address, kTextsAt + number);
    break;
  case kRuntimeClass:
    data->set_external(address, externals[number % 4], 16);
    break;
  case kOffset:
    section.words[index] = static_cast<uint64_t>(static_cast<int16_t>(number)) << 8;
    break;
  }
  if ((input[0] & 0x40) != 0)
    data->mark_used(address);
  if ((input[0] & 0x80) != 0)
    data->mark_target(address);
}

PointerData words_of(const uint8_t* input, size_t words) {
  PointerData data;
  PointerSection section{kWordsAt, std::vector<uint64_t>(words), std::vector<bool>(words),
                         std::vector<bool>(words), std::vector<bool>(words)};
  data.mutable_sections()->push_back(std::move(section));
  const uint32_t externals[] = {data.add_external_name("_ZTVN10__cxxabiv117__class_type_infoE"),
                                data.add_external_name("_ZTVN10__cxxabiv120__si_class_type_infoE"),
                                data.add_external_name("_ZTVN10__cxxabiv121__vmi_class_type_infoE"),
                                data.add_external_name("_ZTI5Other")};
  for (size_t i = 0; i < words; i++)
    set_word(&data, externals, i, input + i * kBytesOfWord);
  data.finish();
  return data;
}

FunctionIndex functions() {
  std::vector<FunctionRange> ranges;
  for (uint64_t i = 0; i < kFunctions; i++)
    ranges.push_back({kCodeAt + i * kFunctionBytes, kCodeAt + (i + 1) * kFunctionBytes});
  return FunctionIndex(std::move(ranges));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2)
    return 0;
  const size_t words = std::min({size_t{data[0]} * 2, (size - 1) / kBytesOfWord, kMaxWords});
  const PointerData pointers = words_of(data + 1, words);
  const std::string texts(reinterpret_cast<const char*>(data) + 1 + words * kBytesOfWord,
                          size - 1 - words * kBytesOfWord);
  const UniqueFd file = test::file_of(texts);
  const LoadedSections layout{false,
                              {{".rodata", kTextsAt, 0, texts.size(), SHT_PROGBITS, false, false}}};
  const FunctionIndex index = functions();
  const ClassGraph classes = ClassGraph::read(file.get(), layout, pointers);
  ClassNames names(file.get(), layout, classes);
  const std::vector<Vtable> vtables = find_vtables(pointers, classes, index);
  uint64_t limit = 0;
  for (const Vtable& vtable : vtables) {
    expect(vtable.address >= limit && vtable.slots > 0 && vtable.class_index < classes.size());
    limit = vtable.address + uint64_t{vtable.slots} * 8;
    names.of(vtable.class_index);
  }
  const std::vector<CodeFacts> facts(index.size());
  const std::vector<VirtualFunction> credited =
      credit_virtual_functions(pointers, classes, names, vtables, index, facts);
  for (size_t i = 0; i < credited.size(); i++) {
    expect(credited[i].function < index.size() && credited[i].class_index < classes.size());
    expect(i == 0 || credited[i - 1].function < credited[i].function);
  }
  return 0;
}
