// SPDX-License-Identifier: Apache-2.0
// Unwinding rows of processes, from the files that they have mapped.
#pragma once

#include <functional>
#include <memory>
#include <unordered_map>

#include "elf_unwind_cache.h"
#include "reader/client/readers.h"
#include "symbols/process_symbols.h"
#include "unwind_tables.h"

namespace meshprof {

// One cache for each file, shared by all processes that map it.
class UnwindCaches {
 public:
  ElfUnwindCache& of(const std::shared_ptr<reader::Binary>& binary);

 private:
  struct Entry {
    std::shared_ptr<reader::Binary> binary;
    std::unique_ptr<ElfUnwindCache> cache;
  };
  std::shared_ptr<reader::Readers> readers_ = reader::Readers::shared();
  std::unordered_map<const reader::Binary*, Entry> entries_;
};

class ProcessUnwindTables final : public UnwindTables {
 public:
  struct Process {
    ProcessSymbols* symbols;
    // Reads the memory map again, for code mapped since. False if that is not possible, or was
    // done already for this question or a recent one.
    std::function<bool()> refresh;
    std::function<bool(uint64_t address, bool is_return_address)> is_thread_entry;
  };

  ProcessUnwindTables(Process process, UnwindCaches& caches)
      : process_(std::move(process)), caches_(caches) {}

  CodeAt find(uint64_t address, bool is_return_address) override;
  std::optional<FunctionUnwind> entered_interpreter(uint64_t return_address) override;
  bool is_thread_entry(uint64_t address, bool is_return_address) override {
    return process_.is_thread_entry(address, is_return_address);
  }

 private:
  std::optional<MappedCode> locate(uint64_t address);

  Process process_;
  UnwindCaches& caches_;
};

}  // namespace meshprof
