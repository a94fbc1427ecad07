// SPDX-License-Identifier: Apache-2.0
// The rules and why they hold: README.md, "Vtables".
#include "virtual_functions.h"

#include <algorithm>

#include "folding.h"
#include "slot_holders.h"

namespace meshprof::stripped {
namespace {

// A function that stands in more slots than this is one that many classes inherit from a base whose
// own vtable is not there, or a placeholder; its holders are too many to compare.
constexpr size_t kMaxHolders = 20'000;
// Slots of a table whose class did not come with one.
constexpr uint32_t kUnknown = UINT32_MAX;

class Credits {
 public:
  Credits(const PointerData& data, const ClassGraph& classes, const ClassNames& names,
          const std::vector<Vtable>& vtables, const FunctionIndex& functions,
          const std::vector<CodeFacts>& facts)
      : data_(data), classes_(classes), names_(names), vtables_(vtables), functions_(functions),
        facts_(facts), holders_(data, vtables, functions), references_(functions.size()),
        thunk_target_(functions.size(), -1), slots_of_(classes.size(), kUnknown) {}

  std::vector<VirtualFunction> decide() {
    find_thunks();
    count_references();
    count_slots();
    credit_all();
    if (is_nothing_folded())
      credited_.insert(credited_.end(), if_nothing_is_folded_.begin(), if_nothing_is_folded_.end());
    sort_credited();
    credit_thunks();
    return std::move(credited_);
  }

 private:
  // Of a vtable that is not the first of its group, the entries that only move `this` back to the
  // start of the object and jump to a function that the class has anyway.
  void find_thunks() {
    for (const SlotHolder& holder : holders_.all()) {
      const Vtable& vtable = vtables_[holder.vtable];
      const CodeFacts& facts = facts_[holder.function];
      if (vtable.offset == 0 || facts.jumps_to == 0 || facts.added_to_this != -vtable.offset)
        continue;
      const int32_t target = functions_.starting_at(facts.jumps_to);
      if (target < 0 || target == static_cast<int32_t>(holder.function))
        continue;
      const auto of_target = holders_.of(static_cast<uint32_t>(target));
      const bool is_of_class =
          std::any_of(of_target.begin(), of_target.end(), [&](const SlotHolder& other) {
            return vtables_[other.vtable].class_index == vtable.class_index;
          });
      if (is_of_class)
        thunk_target_[holder.function] = target;
    }
  }

  // Ways to reach a function other than through these vtables.
  void count_references() {
    for (size_t i = 0; i < facts_.size(); i++)
      references_[i] = facts_[i].references;
    for (const int32_t target : thunk_target_) {
      if (target >= 0 && references_[static_cast<size_t>(target)] > 0 &&
          references_[static_cast<size_t>(target)] < CodeFacts::kManyReferences)
        references_[static_cast<size_t>(target)]--;
    }
    size_t vtable = 0;
    for (const PointerSection& section : data_.sections()) {
      for (size_t i = 0; i < section.words.size(); i++) {
        const uint64_t address = section.address + i * 8;
        while (vtable < vtables_.size() &&
               vtables_[vtable].address + uint64_t{vtables_[vtable].slots} * 8 <= address)
          vtable++;
        const bool is_slot = vtable < vtables_.size() && vtables_[vtable].address <= address;
        if (is_slot || !section.is_pointer[i])
          continue;
        const int32_t target = functions_.starting_at(section.words[i]);
        if (target >= 0 && references_[static_cast<size_t>(target)] < CodeFacts::kManyReferences)
          references_[static_cast<size_t>(target)]++;
      }
    }
  }

  // How many slots the classes have in their own vtables. A base that has none of its own here has
  // one inside those of its heirs; a further table of a group is exactly as long as that of the
  // base it is for. No heir has fewer slots than its base.
  void count_slots() {
    for (const Vtable& vtable : vtables_) {
      if (vtable.offset == 0) {
        limit_slots(vtable.class_index, vtable.slots);
        continue;
      }
      for (const ClassBase& base : classes_[vtable.class_index].bases) {
        if (!base.is_virtual && base.offset == vtable.offset)
          limit_slots(base.class_index, vtable.slots);
      }
    }
    for (const Vtable& vtable : vtables_) {
      for (const uint32_t base : classes_.classes_at(vtable.class_index, vtable.offset)) {
        if (slots_of_[base] != kUnknown)
          slots_of_[base] = std::min(slots_of_[base], vtable.slots);
      }
    }
  }

  void limit_slots(uint32_t class_index, uint32_t slots) {
    slots_of_[class_index] = std::min(slots_of_[class_index], slots);
  }

  void credit_all() {
    const std::vector<SlotHolder>& all = holders_.all();
    for (size_t first = 0, last; first < all.size(); first = last) {
      for (last = first; last < all.size() && all[last].function == all[first].function;)
        last++;
      credit(std::span(all).subspan(first, last - first));
    }
  }

  void credit(std::span<const SlotHolder> holders) {
    const uint32_t function = holders[0].function;
    if (facts_[function].is_placeholder || thunk_target_[function] >= 0 ||
        holders.size() > kMaxHolders)
      return;
    // Compiler and linker fold functions alike into one. A function that is also called directly
    // may then be called in the place of another one, which is in no vtable.
    auto& credits = references_[function] > 0 ? if_nothing_is_folded_ : credited_;
    const int64_t owner = least_derived(holders);
    if (owner >= 0) {
      credits.push_back(slot_of_owner(holders, static_cast<uint32_t>(owner)));
      return;
    }
    credit_override(holders, &credits);
    has_unrelated_holders_ = has_unrelated_holders_ || !are_holders_related(holders);
  }

  bool are_holders_related(std::span<const SlotHolder> holders) const {
    std::vector<uint32_t> held_by;
    for (const SlotHolder& holder : holders)
      held_by.push_back(class_of(holder));
    return have_common_base(classes_, held_by);
  }

  bool is_nothing_folded() const {
    if (has_unrelated_holders_ || if_nothing_is_folded_.empty())
      return false;
    std::vector<uint32_t> in_vtables_only;
    for (const SlotHolder& holder : holders_.all()) {
      if (references_[holder.function] == 0)
        in_vtables_only.push_back(holder.function);
    }
    return are_left_apart(std::move(in_vtables_only), facts_) &&
           are_compiled_without_folding(classes_, names_);
  }

  // The class among the holders from which all others inherit; -1 if there is none.
  int64_t least_derived(std::span<const SlotHolder> holders) const {
    uint32_t candidate = class_of(holders[0]);
    for (const SlotHolder& holder : holders) {
      if (classes_.is_or_derives_from(candidate, class_of(holder)))
        candidate = class_of(holder);
    }
    uint32_t last = candidate;
    for (const SlotHolder& holder : holders) {
      if (class_of(holder) != last && !classes_.is_or_derives_from(class_of(holder), candidate))
        return -1;
      last = class_of(holder);
    }
    return candidate;
  }

  VirtualFunction slot_of_owner(std::span<const SlotHolder> holders, uint32_t owner) const {
    VirtualFunction credited{holders[0].function, owner, 0, 0, VirtualFunction::kSlot};
    bool is_first = true;
    for (const SlotHolder& holder : holders) {
      const Vtable& vtable = vtables_[holder.vtable];
      if (holder.slot != holders[0].slot)
        credited.what = VirtualFunction::kSomeSlot;
      if (vtable.class_index != owner)
        continue;
      if (!is_first && (credited.slot != holder.slot || credited.offset != vtable.offset))
        credited.what = VirtualFunction::kSomeSlot;
      credited.slot = holder.slot;
      credited.offset = vtable.offset;
      is_first = false;
    }
    return credited;
  }

  // The most derived class whose slot all holders fill.
  void credit_override(std::span<const SlotHolder> holders,
                       std::vector<VirtualFunction>* credits) const {
    std::vector<uint32_t> common = bases_with_slot(holders[0]);
    for (const SlotHolder& holder : holders.subspan(1)) {
      if (common.empty() || holder.slot != holders[0].slot)
        return;
      const std::vector<uint32_t> bases = bases_with_slot(holder);
      std::erase_if(common, [&](uint32_t base) {
        return std::find(bases.begin(), bases.end(), base) == bases.end();
      });
    }
    if (common.empty())
      return;
    credits->push_back(
        {holders[0].function, common[0], holders[0].slot, 0, VirtualFunction::kOverride});
  }

  // From the most derived on.
  std::vector<uint32_t> bases_with_slot(const SlotHolder& holder) const {
    const Vtable& vtable = vtables_[holder.vtable];
    std::vector<uint32_t> bases = classes_.classes_at(vtable.class_index, vtable.offset);
    std::erase_if(bases, [&](uint32_t base) {
      return slots_of_[base] == kUnknown || slots_of_[base] <= holder.slot;
    });
    return bases;
  }

  // A thunk is named like the function that it leads to.
  void credit_thunks() {
    std::vector<VirtualFunction> thunks;
    for (uint32_t i = 0; i < thunk_target_.size(); i++) {
      if (thunk_target_[i] < 0)
        continue;
      const auto found = std::lower_bound(
          credited_.begin(), credited_.end(), static_cast<uint32_t>(thunk_target_[i]),
          [](const VirtualFunction& a, uint32_t function) { return a.function < function; });
      if (found == credited_.end() || found->function != static_cast<uint32_t>(thunk_target_[i]))
        continue;
      thunks.push_back(*found);
      thunks.back().function = i;
    }
    credited_.insert(credited_.end(), thunks.begin(), thunks.end());
    sort_credited();
  }

  void sort_credited() {
    std::sort(
        credited_.begin(), credited_.end(),
        [](const VirtualFunction& a, const VirtualFunction& b) { return a.function < b.function; });
  }

  uint32_t class_of(const SlotHolder& holder) const { return vtables_[holder.vtable].class_index; }

  const PointerData& data_;
  const ClassGraph& classes_;
  const ClassNames& names_;
  const std::vector<Vtable>& vtables_;
  const FunctionIndex& functions_;
  const std::vector<CodeFacts>& facts_;
  const SlotHolders holders_;
  std::vector<uint8_t> references_;
  std::vector<int32_t> thunk_target_;  // by function, -1 if it is no thunk
  std::vector<uint32_t> slots_of_;     // by class
  std::vector<VirtualFunction> credited_;
  // The same of functions that something else refers to.
  std::vector<VirtualFunction> if_nothing_is_folded_;
  bool has_unrelated_holders_ = false;  // some function's
};

}  // namespace

std::vector<VirtualFunction>
credit_virtual_functions(const PointerData& data, const ClassGraph& classes,
                         const ClassNames& names, const std::vector<Vtable>& vtables,
                         const FunctionIndex& functions, const std::vector<CodeFacts>& facts) {
  return Credits(data, classes, names, vtables, functions, facts).decide();
}

}  // namespace meshprof::stripped
