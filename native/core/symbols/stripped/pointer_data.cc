// SPDX-License-Identifier: Apache-2.0
#include "pointer_data.h"

#include <algorithm>

namespace meshprof::stripped {

bool PointerData::find(uint64_t address, Place* place) const {
  const auto after = std::upper_bound(
      sections_.begin(), sections_.end(), address,
      [](uint64_t value, const PointerSection& section) { return value < section.address; });
  if (after == sections_.begin())
    return false;
  const PointerSection& section = *(after - 1);
  *place = {static_cast<size_t>(after - 1 - sections_.begin()), (address - section.address) / 8};
  return place->word < section.words.size();
}

const uint64_t* PointerData::word(uint64_t address) const {
  Place place;
  return address % 8 == 0 && find(address, &place) ? &sections_[place.section].words[place.word]
                                                   : nullptr;
}

bool PointerData::is_pointer(uint64_t address) const {
  Place place;
  return address % 8 == 0 && find(address, &place) &&
         sections_[place.section].is_pointer[place.word];
}

bool PointerData::is_target(uint64_t address) const {
  Place place;
  return find(address, &place) && sections_[place.section].is_target[place.word];
}

bool PointerData::is_used(uint64_t address) const {
  Place place;
  return find(address, &place) && sections_[place.section].is_used[place.word];
}

const PointerData::External* PointerData::external(uint64_t address) const {
  const auto found = std::lower_bound(
      externals_.begin(), externals_.end(), address,
      [](const External& external, uint64_t value) { return external.address < value; });
  return found != externals_.end() && found->address == address ? &*found : nullptr;
}

void PointerData::mark(uint64_t address, bool is_target) {
  Place place;
  if (!find(address, &place))
    return;
  sections_[place.section].is_used[place.word] = true;
  if (is_target && address % 8 == 0)
    sections_[place.section].is_target[place.word] = true;
}

void PointerData::set(uint64_t address, uint64_t value) {
  Place place;
  if (address % 8 != 0 || !find(address, &place)) {
    pointers_elsewhere_.push_back(value);
    return;
  }
  sections_[place.section].words[place.word] = value;
  sections_[place.section].is_pointer[place.word] = true;
}

void PointerData::set_external(uint64_t address, uint32_t symbol, int64_t addend) {
  Place place;
  if (address % 8 != 0 || !find(address, &place))
    return;
  // 0 is no address of anything, so nothing takes the word for one of this binary's.
  sections_[place.section].words[place.word] = 0;
  sections_[place.section].is_pointer[place.word] = true;
  externals_.push_back({address, symbol, addend});
}

void PointerData::finish() {
  std::stable_sort(externals_.begin(), externals_.end(),
                   [](const External& a, const External& b) { return a.address < b.address; });
  const std::vector<PointerSection>& sections = sections_;
  for (const PointerSection& section : sections) {
    for (size_t i = 0; i < section.words.size(); i++) {
      if (section.is_pointer[i])
        mark_target(section.words[i]);
    }
  }
  for (const uint64_t value : pointers_elsewhere_)
    mark_target(value);
}

}  // namespace meshprof::stripped
