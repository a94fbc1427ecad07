// SPDX-License-Identifier: Apache-2.0
// Source: Itanium C++ ABI, 2.9.5 "RTTI Layout".
#include "class_graph.h"

#include <algorithm>
#include <array>

#include "type_info_kinds.h"

namespace meshprof::stripped {
namespace {

constexpr size_t kMaxClasses = 1'000'000;  // Envoy has 28,000
constexpr uint64_t kMaxBases = 256;
constexpr size_t kMaxPlaces = 256;

}  // namespace

class ClassReader {
 public:
  ClassReader(const PointerData& data, const TypeInfoKinds& kinds) : data_(data), kinds_(kinds) {
    graph_.data_ = &data;
  }

  // Every object of one of the three classes of type information.
  void find_all() {
    for (const PointerSection& section : data_.sections()) {
      for (size_t i = 0; i + 1 < section.words.size(); i++) {
        const uint64_t address = section.address + i * 8;
        const TypeInfoKind kind = kinds_.kind_at(address);
        if (kind == TypeInfoKind::kNone || !data_.is_pointer(address + 8) ||
            graph_.classes_.size() >= kMaxClasses)
          continue;
        graph_.by_type_info_[address] = static_cast<uint32_t>(graph_.classes_.size());
        graph_.classes_.push_back({address, section.words[i + 1], "", {}});
      }
    }
  }

  void find_bases() {
    const size_t own_classes = graph_.classes_.size();
    for (size_t i = 0; i < own_classes; i++) {
      const uint64_t address = graph_.classes_[i].type_info;
      switch (kinds_.kind_at(address)) {
      case TypeInfoKind::kSingleBase:
        add_base(i, address + 16, 0, false);
        break;
      case TypeInfoKind::kBases:
        add_bases(i, address + 16);
        break;
      default:
        break;
      }
    }
  }

  ClassGraph take() { return std::move(graph_); }

 private:
  void add_bases(size_t index, uint64_t address) {
    const uint64_t* header = data_.word(address);  // 32 bits of flags, 32 bits of count
    const uint64_t count = header == nullptr ? 0 : *header >> 32;
    if (count > kMaxBases)
      return;
    for (uint64_t base = 0; base < count; base++) {
      const uint64_t* flags = data_.word(address + 16 + base * 16);
      if (flags == nullptr)
        return;
      add_base(index, address + 8 + base * 16, static_cast<int64_t>(*flags) >> 8,
               (*flags & 1) != 0);
    }
  }

  void add_base(size_t index, uint64_t pointer, int64_t offset, bool is_virtual) {
    int64_t base = graph_.pointed_to(pointer);
    if (base < 0)
      base = external_class(pointer);
    if (base >= 0)
      graph_.classes_[index].bases.push_back({static_cast<uint32_t>(base), offset, is_virtual});
  }

  int64_t external_class(uint64_t pointer) {
    const PointerData::External* external = data_.external(pointer);
    if (external == nullptr || external->addend != 0 ||
        !data_.external_name(*external).starts_with("_ZTI"))
      return -1;
    const auto [known, is_new] = graph_.by_external_symbol_.try_emplace(
        external->symbol, static_cast<uint32_t>(graph_.classes_.size()));
    if (is_new)
      graph_.classes_.push_back({0, 0, data_.external_name(*external), {}});
    return known->second;
  }

  const PointerData& data_;
  const TypeInfoKinds& kinds_;
  ClassGraph graph_;
};

ClassGraph ClassGraph::read(int fd, const LoadedSections& layout, const PointerData& data) {
  const TypeInfoKinds kinds = TypeInfoKinds::find(fd, layout, data);
  ClassReader reader(data, kinds);
  reader.find_all();
  reader.find_bases();
  return reader.take();
}

int64_t ClassGraph::find(uint64_t type_info) const {
  const auto found = by_type_info_.find(type_info);
  return found == by_type_info_.end() ? -1 : int64_t{found->second};
}

int64_t ClassGraph::pointed_to(uint64_t word_address) const {
  const uint64_t* word = data_->word(word_address);
  if (word == nullptr || !data_->is_pointer(word_address))
    return -1;
  if (const PointerData::External* external = data_->external(word_address)) {
    const auto found = by_external_symbol_.find(external->symbol);
    return found == by_external_symbol_.end() || external->addend != 0 ? -1
                                                                       : int64_t{found->second};
  }
  return find(*word);
}

bool ClassGraph::is_or_derives_from(uint32_t derived, uint32_t base) const {
  std::vector<uint32_t> open = {derived}, seen = {derived};
  while (!open.empty()) {
    const uint32_t current = open.back();
    open.pop_back();
    if (current == base)
      return true;
    for (const ClassBase& next : classes_[current].bases) {
      if (work_left_ < seen.size())
        return false;
      work_left_ -= seen.size();
      if (std::find(seen.begin(), seen.end(), next.class_index) != seen.end())
        continue;
      seen.push_back(next.class_index);
      open.push_back(next.class_index);
    }
  }
  return false;
}

std::vector<uint32_t> ClassGraph::classes_at(uint32_t class_index, int64_t offset) const {
  using Place = std::pair<uint32_t, int64_t>;  // a class, and where in it the wanted place lies
  std::vector<Place> places = {{class_index, offset}};
  std::vector<uint32_t> found;
  for (size_t i = 0; i < places.size(); i++) {
    const auto [current, rest] = places[i];
    if (rest == 0 && std::find(found.begin(), found.end(), current) == found.end())
      found.push_back(current);
    for (const ClassBase& base : classes_[current].bases) {
      if (base.is_virtual || base.offset < 0 || base.offset > rest || places.size() >= kMaxPlaces)
        continue;
      if (work_left_ < places.size())
        return {};
      work_left_ -= places.size();
      const Place next = {base.class_index, rest - base.offset};
      if (std::find(places.begin(), places.end(), next) == places.end())
        places.push_back(next);
    }
  }
  return found;
}

}  // namespace meshprof::stripped
