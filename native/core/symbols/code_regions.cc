// SPDX-License-Identifier: Apache-2.0
#include "code_regions.h"

#include <algorithm>
#include <utility>

#include "display_name.h"

namespace meshprof {
namespace {

// A process that maps and unmaps without end must not be remembered without end. Stacks are a
// second old at most.
constexpr size_t kMaxPast = 1024;

bool overlaps(const MemoryMapRow& row, uint64_t start, uint64_t limit) {
  return row.start < limit && start < row.limit;
}

// What a region has between two addresses that lie inside.
CodeRegion part(const CodeRegion& region, uint64_t start, uint64_t limit) {
  CodeRegion cut = region;
  cut.row.file_offset += start - cut.row.start;
  cut.row.start = start;
  cut.row.limit = limit;
  return cut;
}

}  // namespace

bool CodeRegion::is_same_code(const CodeMapping& event) const {
  if (mapping < 0 || row.file_offset - row.start != event.file_offset - event.start)
    return false;
  if (!event.build_id.empty() && binary != nullptr && !binary->build_id.empty())
    return binary->build_id.starts_with(event.build_id);
  if (event.inode != 0 && row.inode == event.inode && row.device == event.device)
    return true;
  // Kernels tell another inode here than in the map where file systems are stacked.
  return base_name(row.name) == base_name(event.path);
}

const CodeRegion* CodeRegions::find(uint64_t address) const {
  if (at_ns_ < past_until_ns_) {
    for (auto past = past_.rbegin(); past != past_.rend(); ++past) {
      const CodeRegion& region = past->region;
      if (address >= region.row.start && address < region.row.limit && at_ns_ >= region.since_ns &&
          at_ns_ < past->until_ns)
        return &region;
    }
  }
  return find_present(address);
}

const CodeRegion* CodeRegions::find_present(uint64_t address) const {
  const auto after = std::upper_bound(
      regions_.begin(), regions_.end(), address,
      [](uint64_t value, const CodeRegion& region) { return value < region.row.start; });
  if (after == regions_.begin())
    return nullptr;
  const CodeRegion& region = *(after - 1);
  return address < region.row.limit ? &region : nullptr;
}

void CodeRegions::replace(const std::vector<MemoryMapRow>& rows, uint64_t read_ns,
                          const Open& open) {
  std::vector<CodeRegion> regions;
  regions.reserve(rows.size());
  std::vector<bool> is_kept(regions_.size());
  for (const MemoryMapRow& row : rows) {
    const CodeRegion* known = find_present(row.start);
    if (known != nullptr && known->row.is_same_mapping(row)) {
      regions.push_back(*known);
    } else {
      regions.push_back(open(row, known));
    }
    if (known != nullptr && regions.back().mapping == known->mapping)
      is_kept[static_cast<size_t>(known - regions_.data())] = true;
  }
  for (size_t i = 0; i < regions_.size(); i++) {
    if (!is_kept[i])
      remember(std::move(regions_[i]), read_ns);
  }
  regions_ = std::move(regions);
}

bool CodeRegions::confirm(const CodeMapping& mapping, uint64_t at_ns) {
  auto* known = const_cast<CodeRegion*>(find_present(mapping.start));
  if (known == nullptr || mapping.limit > known->row.limit || !known->is_same_code(mapping))
    return false;
  // The map was read after the event. Now it is known since when it holds.
  if (end_past(mapping.start, mapping.limit, at_ns) && known->since_ns == 0)
    known->since_ns = at_ns;
  return true;
}

void CodeRegions::put(CodeRegion region) {
  const uint64_t start = region.row.start, limit = region.row.limit;
  end_past(start, limit, region.since_ns);
  std::vector<CodeRegion> kept;
  kept.reserve(regions_.size() + 2);
  for (CodeRegion& known : regions_) {
    const MemoryMapRow& row = known.row;
    if (!overlaps(row, start, limit)) {
      kept.push_back(std::move(known));
      continue;
    }
    if (row.start < start)
      kept.push_back(part(known, row.start, start));
    if (row.limit > limit)
      kept.push_back(part(known, limit, row.limit));
    remember(part(known, std::max(row.start, start), std::min(row.limit, limit)), region.since_ns);
  }
  const auto place =
      std::upper_bound(kept.begin(), kept.end(), start,
                       [](uint64_t value, const CodeRegion& one) { return value < one.row.start; });
  kept.insert(place, std::move(region));
  regions_ = std::move(kept);
}

// Generated code has no names to mix up.
void CodeRegions::remember(CodeRegion region, uint64_t until_ns) {
  if (region.mapping < 0 || until_ns <= region.since_ns)
    return;
  if (past_.size() >= kMaxPast)
    past_.pop_front();
  past_.push_back({std::move(region), until_ns});
  past_until_ns_ = std::max(past_until_ns_, until_ns);
}

// True if there is any.
bool CodeRegions::end_past(uint64_t start, uint64_t limit, uint64_t at_ns) {
  bool any = false;
  for (Past& past : past_) {
    if (!overlaps(past.region.row, start, limit))
      continue;
    any = true;
    if (past.until_ns > at_ns)
      past.until_ns = std::max(at_ns, past.region.since_ns);
  }
  return any;
}

bool CodeRegions::has_file_in(uint64_t start, uint64_t limit) const {
  return std::any_of(regions_.begin(), regions_.end(), [&](const CodeRegion& region) {
    return region.mapping >= 0 && overlaps(region.row, start, limit);
  });
}

const CodeRegion* CodeRegions::like(const CodeMapping& mapping) const {
  const CodeRegion* found = nullptr;
  const auto consider = [&](const CodeRegion& region) {
    const bool is_proved =
        region.mapping >= 0 && region.binary != nullptr &&
        (mapping.build_id.empty() ? mapping.inode != 0 && region.row.inode == mapping.inode &&
                                        region.row.device == mapping.device
                                  : region.binary->build_id.starts_with(mapping.build_id));
    const bool is_here = region.row.start == mapping.start && region.row.limit == mapping.limit &&
                         region.row.file_offset == mapping.file_offset;
    if (is_proved && (found == nullptr || is_here))
      found = &region;
  };
  for (const CodeRegion& region : regions_)
    consider(region);
  for (const Past& past : past_)
    consider(past.region);
  return found;
}

}  // namespace meshprof
