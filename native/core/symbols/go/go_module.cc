// SPDX-License-Identifier: Apache-2.0
#include "go_module.h"

#include <algorithm>

#include "../elf_relocations.h"
#include "../read_fully.h"
#include "find_pclntab.h"
#include "module_data.h"

namespace meshprof {
namespace {

// The largest Go programs of 2026 have tables of 60 MiB.
constexpr uint64_t kMaxTableBytes = uint64_t{192} << 20;

// Starts that never decrease, in code: what the runtime checks of its own table when it starts.
bool has_sound_starts(const GoPclntab& table, const ElfLayout& layout, uint64_t text) {
  uint64_t before = 0;
  for (uint64_t i = 0; i <= table.function_count(); i++) {
    const auto start = table.start_of(i);
    if (!start || *start < before)
      return false;
    before = *start;
  }
  const uint64_t first = text + table.start_of(0).value_or(0), last = text + before;
  return last > first && layout.is_executable(first) && layout.is_executable(last - 1);
}

}  // namespace

GoModule::Result GoModule::open(int fd, const ElfLayout& layout) {
  const auto places = find_pclntab(fd, layout);
  if (places.empty())
    return {nullptr, ""};
  const ElfRelocations relocations(fd, layout);
  std::string problem = "its Go function table is of an unknown version";
  for (const ElfLayout::Range& place : places) {
    if (place.file_bytes > kMaxTableBytes && layout.has_section(".gopclntab"))
      return {nullptr, "its Go function table is larger than that of any program"};
    std::unique_ptr<GoModule> module(new GoModule);
    module->bytes_.resize(std::min(place.file_bytes, kMaxTableBytes));
    module->bytes_.resize(
        read_fully(fd, module->bytes_.data(), module->bytes_.size(), place.offset));
    module->table_ = GoPclntab::open(module->bytes_);
    if (!module->table_)
      continue;
    if (module->table_->has_relative_addresses()) {
      const auto text = find_go_text(fd, layout, relocations, *module->table_, place.address);
      if (!text) {
        problem = "nothing proves where the code of its Go function table starts";
        continue;
      }
      module->text_start_ = *text;
    } else {
      relocations.apply(place.address, &module->bytes_);
    }
    if (has_sound_starts(*module->table_, layout, module->text_start_))
      return {std::move(module), ""};
    problem = "the functions of its Go function table are in no order, or outside its code";
  }
  return {nullptr, layout.sections.empty() ? "" : problem};
}

std::optional<uint64_t> GoModule::find(uint64_t address) const {
  const uint64_t wanted = address - text_start_;
  if (address < text_start_ || wanted < table_->start_of(0).value_or(UINT64_MAX))
    return std::nullopt;
  // The last row that starts at or before it.
  uint64_t low = 0, high = table_->function_count();
  while (low < high) {
    const uint64_t middle = low + (high - low + 1) / 2;
    if (table_->start_of(middle).value_or(UINT64_MAX) <= wanted)
      low = middle;
    else
      high = middle - 1;
  }
  return low < table_->function_count() ? std::optional(low) : std::nullopt;
}

}  // namespace meshprof
