// SPDX-License-Identifier: Apache-2.0
// Source: Itanium C++ ABI, 2.5 "Virtual Table Layout".
#include "vtables.h"

namespace meshprof::stripped {
namespace {

// Below the lowest address of a program that is loaded at fixed addresses (0x400000).
constexpr int64_t kMaxOffset = 1 << 20;
constexpr uint32_t kMaxSlots = 10'000;

class Finder {
 public:
  Finder(const PointerData& data, const ClassGraph& classes, const FunctionIndex& functions)
      : data_(data), classes_(classes), functions_(functions) {}

  void search(const PointerSection& section) {
    for (size_t i = 1; i + 1 < section.words.size();) {
      const uint64_t slots = look_at(section, i);
      i += slots == 0 ? 1 : slots + 1;
    }
  }

  std::vector<Vtable> take() { return std::move(found_); }

 private:
  // The number of slots of the vtable whose type information the word points to; 0 if it is none.
  uint64_t look_at(const PointerSection& section, size_t word) {
    const uint64_t address = section.address + (word + 1) * 8;
    const auto offset_to_top = static_cast<int64_t>(section.words[word - 1]);
    if (!section.is_pointer[word] || offset_to_top % 8 != 0 || offset_to_top <= -kMaxOffset ||
        offset_to_top >= kMaxOffset || is_address(section, word - 1))
      return 0;
    const int64_t class_index = classes_.pointed_to(address - 8);
    if (class_index < 0)
      return 0;
    const auto index = static_cast<uint32_t>(class_index);
    const uint32_t slots = count_slots(section, word + 1);
    // Objects hold the address of slot 0, so constructors do, except for a further table of a group
    // whose constructor the compiler could leave out.
    const bool continues_group = !found_.empty() && found_.back().class_index == index &&
                                 found_.back().address + found_.back().slots * 8 == address - 16;
    if (slots == 0 || !(section.is_target[word + 1] || continues_group))
      return 0;
    found_.push_back({index, -offset_to_top, address, slots});
    return slots;
  }

  // Where addresses are fixed nothing marks them, but the numbers in vtables are smaller.
  bool is_address(const PointerSection& section, size_t word) const {
    return section.is_pointer[word] && section.words[word] != 0 &&
           (section.words[word] >= static_cast<uint64_t>(kMaxOffset) &&
            static_cast<int64_t>(section.words[word]) >= 0);
  }

  bool is_function(const PointerSection& section, size_t word) const {
    if (!section.is_pointer[word])
      return false;
    return functions_.starting_at(section.words[word]) >= 0 ||
           data_.external(section.address + word * 8) != nullptr;
  }

  // Up to what is no function, or what something else refers to: a table of functions may follow.
  // The destructors of a class that has no objects of its own (abstract) may be 0.
  uint32_t count_slots(const PointerSection& section, size_t first) const {
    size_t word = first;
    while (word < section.words.size() && word - first < kMaxSlots) {
      if (word > first && section.is_used[word])
        break;
      if (is_function(section, word)) {
        word++;
      } else if (is_pair_of_zeros(section, word) && word + 2 < section.words.size() &&
                 is_function(section, word + 2)) {
        word += 2;
      } else {
        break;
      }
    }
    return static_cast<uint32_t>(word - first);
  }

  bool is_pair_of_zeros(const PointerSection& section, size_t word) const {
    const auto is_zero = [&](size_t at) {
      return section.words[at] == 0 && data_.external(section.address + at * 8) == nullptr;
    };
    return is_zero(word) && word + 1 < section.words.size() && is_zero(word + 1) &&
           !section.is_used[word + 1];
  }

  const PointerData& data_;
  const ClassGraph& classes_;
  const FunctionIndex& functions_;
  std::vector<Vtable> found_;
};

}  // namespace

std::vector<Vtable> find_vtables(const PointerData& data, const ClassGraph& classes,
                                 const FunctionIndex& functions) {
  Finder finder(data, classes, functions);
  for (const PointerSection& section : data.sections())
    finder.search(section);
  return finder.take();
}

}  // namespace meshprof::stripped
