// SPDX-License-Identifier: Apache-2.0
#include "elf_unwind_cache.h"

namespace meshprof {
namespace {

// About 20 MB together. A session on Envoy meets some 2,000 functions and 20,000 rows.
constexpr size_t kMaxRows = 150'000;
constexpr size_t kMaxAddresses = 100'000;
constexpr size_t kMaxInterpreterCalls = 20'000;

}  // namespace

CodeAt ElfUnwindCache::find(uint64_t elf_address) {
  const auto known = known_.find(elf_address);
  if (known != known_.end())
    return known->second;
  make_room();
  CodeAt code;
  const auto after = functions_.upper_bound(elf_address);
  const FunctionUnwind* function =
      after == functions_.begin() ? nullptr : &std::prev(after)->second;
  if (function == nullptr || elf_address >= function->limit) {
    DecodedFunction decoded = decoder_.decode(elf_address);
    code.status =
        decoded.status == DecodeStatus::kBadInfo ? CodeStatus::kBadInfo : CodeStatus::kNoInfo;
    function = nullptr;
    if (decoded.status == DecodeStatus::kFound) {
      const size_t rows = decoded.function.rows.size();
      const uint64_t start = decoded.function.start;
      // Not replaced where a file has two of the same start: rows of the first are in use.
      const auto [entry, is_new] = functions_.emplace(start, std::move(decoded.function));
      code.status = CodeStatus::kBadInfo;
      function = is_new ? &entry->second : nullptr;
      rows_ += is_new ? rows : 0;
    }
  }
  if (function != nullptr) {
    code.status = CodeStatus::kKnown;
    code.function = function;
    code.row = find_row(*function, elf_address);
  }
  known_.emplace(elf_address, code);
  return code;
}

const std::optional<FunctionUnwind>& ElfUnwindCache::entered_interpreter(uint64_t return_address) {
  const auto known = interpreters_.find(return_address);
  if (known != interpreters_.end())
    return known->second;
  if (interpreters_.size() >= kMaxInterpreterCalls)
    interpreters_.clear();
  return interpreters_.emplace(return_address, decoder_.entered_interpreter(return_address))
      .first->second;
}

void ElfUnwindCache::make_room() {
  if (rows_ < kMaxRows && known_.size() < kMaxAddresses)
    return;
  known_.clear();
  functions_.clear();
  rows_ = 0;
}

}  // namespace meshprof
