// SPDX-License-Identifier: Apache-2.0
#include "process_unwind_tables.h"

namespace meshprof {

ElfUnwindCache& UnwindCaches::of(const std::shared_ptr<reader::Binary>& binary) {
  // A node has a few hundred binaries in use. Those of processes that have ended are let go.
  constexpr size_t kManyFiles = 512;
  if (entries_.size() >= kManyFiles)
    std::erase_if(entries_, [](const auto& entry) { return entry.second.binary.use_count() == 1; });
  Entry& entry = entries_[binary.get()];
  if (entry.cache == nullptr) {
    reader::QuickReader& reader = readers_->quick;
    reader::Binary& file = *binary;
    entry = {binary,
             std::make_unique<ElfUnwindCache>(ElfUnwindCache::Decoder{
                 [&](uint64_t address) { return reader.unwind(file, address); },
                 [&](uint64_t address) { return reader.entered_interpreter(file, address); },
             })};
  }
  return *entry.cache;
}

std::optional<MappedCode> ProcessUnwindTables::locate(uint64_t address) {
  auto code = process_.symbols->locate(address);
  if (!code && process_.refresh())
    code = process_.symbols->locate(address);
  return code;
}

CodeAt ProcessUnwindTables::find(uint64_t address, bool is_return_address) {
  const uint64_t lookup = is_return_address ? address - 1 : address;
  const auto mapped = locate(lookup);
  if (!mapped)
    return {};
  if (mapped->binary == nullptr)
    return {CodeStatus::kNoInfo, nullptr, nullptr, false, false};
  CodeAt code = caches_.of(mapped->binary).find(mapped->elf_address);
  if (code.function != nullptr) {
    const uint64_t elf_address = mapped->elf_address + (is_return_address ? 1 : 0);
    code.is_function_start = elf_address == code.function->start;
    code.is_function_limit = elf_address == code.function->limit;
  }
  return code;
}

// Asked of words that may be anything, so for this the memory map is not read again.
std::optional<FunctionUnwind> ProcessUnwindTables::entered_interpreter(uint64_t return_address) {
  const auto mapped = process_.symbols->locate(return_address - 1);
  if (!mapped || mapped->binary == nullptr)
    return std::nullopt;
  return caches_.of(mapped->binary).entered_interpreter(mapped->elf_address + 1);
}

}  // namespace meshprof
