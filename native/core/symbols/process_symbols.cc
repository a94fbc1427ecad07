// SPDX-License-Identifier: Apache-2.0
#include "process_symbols.h"

#include <fcntl.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "binary_cache.h"
#include "bpf/monotonic_clock.h"
#include "code_regions.h"
#include "display_name.h"
#include "memory_map.h"
#include "reader/client/readers.h"
#include "unique_fd.h"

namespace meshprof {
namespace {

// A process that maps and unmaps without end must not grow the table without end.
constexpr size_t kMaxMappings = 65'536;

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
  void note_mapping(const CodeMapping& mapping, uint64_t at_ns) override;
  void look_at(uint64_t at_ns) override { regions_.look_at(at_ns); }
  int32_t mapping_of(uint64_t ip, bool is_return_address) const override;
  const std::vector<MappedFile>& mappings() const override { return mappings_; }
  std::vector<std::string> problems() const override;

 private:
  CodeRegion open_region(const MemoryMapRow& row, const CodeRegion* known);
  CodeRegion announced_region(const CodeMapping& mapping);
  std::shared_ptr<reader::Binary> open_announced(const CodeMapping& mapping,
                                                 const MemoryMapRow& row);
  int32_t add_mapping(const MemoryMapRow& row, std::string build_id);

  std::shared_ptr<reader::Readers> readers_ = reader::Readers::shared();
  UniqueFd directory_;  // /proc/PID
  CodeRegions regions_;
  std::vector<MappedFile> mappings_;
};

bool MappedProcess::refresh() {
  const uint64_t read_ns = monotonic_ns();
  const std::vector<MemoryMapRow> rows = read_memory_map(directory_.get());
  if (rows.empty())
    return false;
  regions_.replace(rows, read_ns, [this](const MemoryMapRow& row, const CodeRegion* known) {
    return open_region(row, known);
  });
  return true;
}

CodeRegion MappedProcess::open_region(const MemoryMapRow& row, const CodeRegion* known) {
  CodeRegion region;
  region.row = row;
  const bool vdso = is_vdso(row);
  if ((vdso || row.is_file()) && mappings_.size() < kMaxMappings) {
    BinaryCache& cache = BinaryCache::instance();
    region.binary =
        vdso ? cache.open_vdso(directory_.get(), row) : cache.open(directory_.get(), row);
    if (region.binary != nullptr)
      readers_->quick.open(*region.binary);
    // Known by its announcement, which did not tell all that the map does.
    if (known != nullptr && region.binary != nullptr && known->binary == region.binary &&
        known->row.start == row.start && known->row.limit == row.limit) {
      region.mapping = known->mapping;
      region.since_ns = known->since_ns;
    } else {
      region.mapping = add_mapping(row, region.binary ? region.binary->build_id : "");
    }
  }
  return region;
}

int32_t MappedProcess::add_mapping(const MemoryMapRow& row, std::string build_id) {
  const auto index = static_cast<int32_t>(mappings_.size());
  mappings_.push_back(
      {display_name(row.name), std::move(build_id), row.start, row.limit, row.file_offset});
  return index;
}

void MappedProcess::note_mapping(const CodeMapping& mapping, uint64_t at_ns) {
  if (mapping.is_of_kernel())
    return;
  // Generated code matters only where it takes a file's place.
  const bool is_news = mapping.is_file() ? !regions_.confirm(mapping, at_ns)
                                         : regions_.has_file_in(mapping.start, mapping.limit);
  if (!is_news || mappings_.size() >= kMaxMappings)
    return;
  CodeRegion region = announced_region(mapping);
  region.since_ns = at_ns;
  regions_.put(std::move(region));
}

CodeRegion MappedProcess::announced_region(const CodeMapping& mapping) {
  CodeRegion region;
  region.row.start = mapping.start;
  region.row.limit = mapping.limit;
  region.row.file_offset = mapping.file_offset;
  if (!mapping.is_file())
    return region;
  region.row.device = mapping.device;
  region.row.inode = mapping.inode;
  region.row.name = mapping.path;
  const CodeRegion* like = regions_.like(mapping);
  if (like != nullptr && like->row.start == mapping.start && like->row.limit == mapping.limit &&
      like->row.file_offset == mapping.file_offset)
    return *like;
  region.binary = like != nullptr ? like->binary : open_announced(mapping, region.row);
  region.mapping = add_mapping(region.row, mapping.build_id);
  return region;
}

// By its path, since it may be mapped no longer; nullptr if another file is there by now.
std::shared_ptr<reader::Binary> MappedProcess::open_announced(const CodeMapping& mapping,
                                                              const MemoryMapRow& row) {
  auto binary = BinaryCache::instance().open_named(directory_.get(), row);
  if (binary == nullptr)
    return nullptr;
  readers_->quick.open(*binary);
  const bool is_it = mapping.build_id.empty() || binary->build_id.starts_with(mapping.build_id);
  return is_it ? binary : nullptr;
}

ResolvedFrame MappedProcess::resolve(uint64_t ip, bool is_return_address) {
  const uint64_t lookup = is_return_address && ip > 0 ? ip - 1 : ip;
  const CodeRegion* region = regions_.find(lookup);
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
  const CodeRegion* region = regions_.find(address);
  if (region == nullptr)
    return std::nullopt;
  if (region->binary == nullptr)
    return MappedCode{};
  const auto elf_address =
      region->binary->address_of(address - region->row.start + region->row.file_offset);
  return elf_address ? MappedCode{region->binary, *elf_address} : MappedCode{};
}

int32_t MappedProcess::mapping_of(uint64_t ip, bool is_return_address) const {
  if (!regions_.has_past())
    return -1;
  const CodeRegion* region = regions_.find(is_return_address && ip > 0 ? ip - 1 : ip);
  return region != nullptr ? region->mapping : -1;
}

std::vector<std::string> MappedProcess::problems() const {
  std::vector<std::string> sentences;
  for (const CodeRegion& region : regions_.present()) {
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
