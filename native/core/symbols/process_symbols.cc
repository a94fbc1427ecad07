// SPDX-License-Identifier: Apache-2.0
#include "process_symbols.h"

#include <fcntl.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "binary_cache.h"
#include "display_name.h"
#include "memory_map.h"
#include "reader/client/readers.h"
#include "unique_fd.h"

namespace meshprof {
namespace {

// A process that maps and unmaps without end must not grow the table without end.
constexpr size_t kMaxMappings = 65'536;

struct Region {
  MemoryMapRow row;
  int32_t mapping = -1;
  std::shared_ptr<reader::Binary> binary;  // nullptr for memory without a readable file
};

bool is_vdso(const MemoryMapRow& row) {
  return row.name == "[vdso]";
}

// Code without a file. Generated code has no lasting addresses, so an offset would only make frames
// that mean the same look different.
ResolvedFrame marker(std::string_view name) {
  const bool named_by_kernel = name.starts_with('[');
  return {named_by_kernel ? display_name(name) : "[anonymous]", "", kNameSourceMarker, -1, 0, {}};
}

class MappedProcess final : public ProcessSymbols {
 public:
  explicit MappedProcess(UniqueFd directory) : directory_(std::move(directory)) {}

  bool refresh() override;
  ResolvedFrame resolve(uint64_t ip, bool is_return_address) override;
  std::optional<MappedCode> locate(uint64_t address) override;
  const std::vector<MappedFile>& mappings() const override { return mappings_; }
  std::vector<std::string> problems() const override;

 private:
  Region open_region(MemoryMapRow row);
  Region* find(uint64_t address);

  std::shared_ptr<reader::Readers> readers_ = reader::Readers::shared();
  UniqueFd directory_;           // /proc/PID
  std::vector<Region> regions_;  // the latest memory map, by address
  std::vector<MappedFile> mappings_;
};

bool MappedProcess::refresh() {
  std::vector<MemoryMapRow> rows = read_memory_map(directory_.get());
  if (rows.empty())
    return false;
  std::vector<Region> regions;
  regions.reserve(rows.size());
  for (MemoryMapRow& row : rows) {
    Region* known = find(row.start);
    if (known != nullptr && known->row.is_same_mapping(row)) {
      regions.push_back(std::move(*known));
    } else {
      regions.push_back(open_region(std::move(row)));
    }
  }
  regions_ = std::move(regions);
  return true;
}

Region MappedProcess::open_region(MemoryMapRow row) {
  Region region;
  const bool vdso = is_vdso(row);
  if ((vdso || row.is_file()) && mappings_.size() < kMaxMappings) {
    BinaryCache& cache = BinaryCache::instance();
    region.binary =
        vdso ? cache.open_vdso(directory_.get(), row) : cache.open(directory_.get(), row);
    if (region.binary != nullptr)
      readers_->quick.open(*region.binary);
    region.mapping = static_cast<int32_t>(mappings_.size());
    const std::string build_id = region.binary ? region.binary->build_id : "";
    mappings_.push_back({display_name(row.name), build_id, row.start, row.limit, row.file_offset});
  }
  region.row = std::move(row);
  return region;
}

Region* MappedProcess::find(uint64_t address) {
  const auto after = std::upper_bound(
      regions_.begin(), regions_.end(), address,
      [](uint64_t value, const Region& region) { return value < region.row.start; });
  if (after == regions_.begin())
    return nullptr;
  Region* region = &*(after - 1);
  return address < region->row.limit ? region : nullptr;
}

ResolvedFrame MappedProcess::resolve(uint64_t ip, bool is_return_address) {
  const uint64_t lookup = is_return_address && ip > 0 ? ip - 1 : ip;
  Region* region = find(lookup);
  if (region == nullptr)
    return marker("[unmapped]");
  if (region->mapping < 0)
    return marker(region->row.name);

  const uint64_t file_offset = lookup - region->row.start + region->row.file_offset;
  ResolvedFrame frame;
  frame.mapping = region->mapping;
  frame.elf_address = file_offset;
  if (region->binary != nullptr) {
    if (const auto address = region->binary->address_of(file_offset)) {
      frame.elf_address = *address;
      frame.binary = region->binary;
    }
  }
  frame.name = name_by_address(base_name(region->row.name), frame.elf_address);
  return frame;
}

std::optional<MappedCode> MappedProcess::locate(uint64_t address) {
  const Region* region = find(address);
  if (region == nullptr)
    return std::nullopt;
  if (region->binary == nullptr)
    return MappedCode{};
  const auto elf_address =
      region->binary->address_of(address - region->row.start + region->row.file_offset);
  return elf_address ? MappedCode{region->binary, *elf_address} : MappedCode{};
}

std::vector<std::string> MappedProcess::problems() const {
  std::vector<std::string> sentences;
  for (const Region& region : regions_) {
    if (region.mapping < 0)
      continue;
    const std::string problem = region.binary ? region.binary->problem : "it cannot be opened";
    if (problem.empty())
      continue;
    std::string sentence = display_name(region.row.name) + ": " + problem;
    if (std::find(sentences.begin(), sentences.end(), sentence) == sentences.end()) {
      sentences.push_back(std::move(sentence));
    }
  }
  return sentences;
}

}  // namespace

std::unique_ptr<ProcessSymbols> ProcessSymbols::open(pid_t tgid) {
  char path[32];
  snprintf(path, sizeof path, "/proc/%d", static_cast<int>(tgid));
  UniqueFd directory(::open(path, O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory)
    return nullptr;
  auto process = std::make_unique<MappedProcess>(std::move(directory));
  if (!process->refresh())
    return nullptr;
  return process;
}

}  // namespace meshprof
