// SPDX-License-Identifier: Apache-2.0
#include "type_info_kinds.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "text_search.h"

namespace meshprof::stripped {
namespace {

struct RuntimeClass {
  TypeInfoKind kind;
  std::string_view name;  // mangled, as its type information has it
};

constexpr std::array<RuntimeClass, 3> kRuntimeClasses = {{
    {TypeInfoKind::kNoBase, "N10__cxxabiv117__class_type_infoE"},
    {TypeInfoKind::kSingleBase, "N10__cxxabiv120__si_class_type_infoE"},
    {TypeInfoKind::kBases, "N10__cxxabiv121__vmi_class_type_infoE"},
}};

// An object's first word points behind two words of its vtable: offset to top, type information.
constexpr int64_t kVtableHeaderBytes = 16;

TypeInfoKind kind_of_symbol(std::string_view symbol) {
  constexpr std::string_view kVtable = "_ZTV";
  if (!symbol.starts_with(kVtable))
    return TypeInfoKind::kNone;
  for (const RuntimeClass& known : kRuntimeClasses) {
    if (symbol.substr(kVtable.size()) == known.name)
      return known.kind;
  }
  return TypeInfoKind::kNone;
}

// Addresses of the objects whose second word points to one of the names.
std::vector<uint64_t> objects_named(const PointerData& data, const std::vector<uint64_t>& names) {
  std::vector<uint64_t> objects;
  for (const PointerSection& section : data.sections()) {
    for (size_t i = 1; i < section.words.size(); i++) {
      if (section.is_pointer[i] && section.is_pointer[i - 1] &&
          std::find(names.begin(), names.end(), section.words[i]) != names.end() &&
          objects.size() < 8)
        objects.push_back(section.address + (i - 1) * 8);
    }
  }
  return objects;
}

}  // namespace

TypeInfoKinds TypeInfoKinds::find(int fd, const LoadedSections& layout, const PointerData& data) {
  TypeInfoKinds kinds;
  kinds.data_ = &data;
  for (const PointerData::External& external : data.externals()) {
    const TypeInfoKind kind = kind_of_symbol(data.external_name(external));
    if (kind != TypeInfoKind::kNone && external.addend == kVtableHeaderBytes)
      kinds.by_symbol_[external.symbol] = kind;
  }
  for (const auto& [address, name] : data.copies()) {
    const TypeInfoKind kind = kind_of_symbol(name);
    if (kind != TypeInfoKind::kNone)
      kinds.by_vtable_[address + kVtableHeaderBytes] = kind;
  }
  kinds.find_own(fd, layout);
  return kinds;
}

// The three classes describe themselves: each has one base, so the type information of each is an
// object of abi::__si_class_type_info, whose vtable in turn holds the type information of that
// class. This circle is what recognises it.
void TypeInfoKinds::find_own(int fd, const LoadedSections& layout) {
  std::array<std::vector<uint64_t>, 3> objects;
  for (size_t i = 0; i < kRuntimeClasses.size(); i++)
    objects[i] = objects_named(*data_, find_text(fd, layout, kRuntimeClasses[i].name));
  for (const uint64_t object : objects[1]) {
    const uint64_t single_base_vtable = *data_->word(object);
    const uint64_t* described = data_->word(single_base_vtable - 8);
    if (described == nullptr || *described != object)
      continue;
    by_vtable_[single_base_vtable] = TypeInfoKind::kSingleBase;
    for (const size_t other : {size_t{0}, size_t{2}}) {
      for (const uint64_t type_info : objects[other]) {
        if (*data_->word(type_info) != single_base_vtable)
          continue;
        // Its vtable: the offset to top 0 and that type information.
        for (const PointerSection& section : data_->sections()) {
          for (size_t i = 1; i + 1 < section.words.size(); i++) {
            if (section.words[i] == type_info && section.is_pointer[i] &&
                section.words[i - 1] == 0 && section.is_pointer[i + 1])
              by_vtable_[section.address + (i + 1) * 8] = kRuntimeClasses[other].kind;
          }
        }
      }
    }
  }
}

TypeInfoKind TypeInfoKinds::kind_at(uint64_t address) const {
  const uint64_t* word = data_->word(address);
  if (word == nullptr || !data_->is_pointer(address))
    return TypeInfoKind::kNone;
  if (*word == 0) {
    const PointerData::External* external = data_->external(address);
    const auto found = external == nullptr || external->addend != kVtableHeaderBytes
                           ? by_symbol_.end()
                           : by_symbol_.find(external->symbol);
    return found == by_symbol_.end() ? TypeInfoKind::kNone : found->second;
  }
  const auto found = by_vtable_.find(*word);
  return found == by_vtable_.end() ? TypeInfoKind::kNone : found->second;
}

}  // namespace meshprof::stripped
