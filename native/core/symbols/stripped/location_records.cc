// SPDX-License-Identifier: Apache-2.0
// Source: libstdc++'s <source_location>, source_location::__impl, the layout that GCC and Clang
// fill in; libc++ and Abseil have the same.
#include "location_records.h"

#include <algorithm>

#include "text_search.h"

namespace meshprof::stripped {
namespace {

constexpr uint64_t kRecordBytes = 24;
constexpr uint32_t kMaxLine = 100'000;
constexpr uint32_t kMaxColumn = 10'000;
constexpr size_t kMaxRecords = 500'000;        // Envoy has 3,300
constexpr uint64_t kMaxSpanBytes = 512 << 20;  // from the first to the last

// The third word: line in its lower half, column in its upper half.
bool is_place(uint64_t word) {
  const auto line = static_cast<uint32_t>(word), column = static_cast<uint32_t>(word >> 32);
  return line > 0 && line <= kMaxLine && column > 0 && column <= kMaxColumn;
}

}  // namespace

LocationRecords LocationRecords::find(const LoadedSections& layout, const PointerData& data,
                                      const FileNames& files) {
  LocationRecords found;
  const std::vector<const Section*> texts = sections_of_texts(layout);
  const auto is_text = [&](uint64_t address) {
    return std::any_of(texts.begin(), texts.end(), [&](const Section* section) {
      return address >= section->address && address - section->address < section->size;
    });
  };
  for (const PointerSection& section : data.sections()) {
    for (size_t i = 0; i + 2 < section.words.size() && found.records_.size() < kMaxRecords; i++) {
      if (section.is_pointer[i] && section.is_pointer[i + 1] && is_place(section.words[i + 2]) &&
          !files.at(section.words[i]).empty() && is_text(section.words[i + 1]))
        found.records_.push_back({section.address + i * 8, section.words[i]});
    }
  }
  if (found.records_.empty() ||
      found.records_.back().address - found.records_.front().address > kMaxSpanBytes)
    return LocationRecords();
  const uint64_t first = found.records_.front().address;
  found.is_record_.resize((found.records_.back().address - first) / 8 + 1);
  found.is_passed_.resize(found.is_record_.size());
  for (const Record& record : found.records_)
    found.is_record_[(record.address - first) / 8] = true;
  return found;
}

int64_t LocationRecords::word_of(uint64_t address) const {
  if (records_.empty() || address % 8 != 0)
    return -1;
  const uint64_t word = (address - records_.front().address) / 8;
  return word < is_record_.size() && is_record_[word] ? static_cast<int64_t>(word) : -1;
}

uint64_t LocationRecords::file_of(uint64_t address) const {
  if (word_of(address) < 0)
    return 0;
  return std::lower_bound(
             records_.begin(), records_.end(), address,
             [](const Record& record, uint64_t value) { return record.address < value; })
      ->file;
}

void LocationRecords::mark_passed(uint64_t address) {
  if (const int64_t word = word_of(address); word >= 0)
    is_passed_[static_cast<size_t>(word)] = true;
}

bool LocationRecords::is_alone(uint64_t address) const {
  const int64_t next = word_of(address + kRecordBytes);
  return next < 0 || is_passed_[static_cast<size_t>(next)];
}

}  // namespace meshprof::stripped
