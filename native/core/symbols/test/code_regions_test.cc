// SPDX-License-Identifier: Apache-2.0
// What lay at an address at which time, from maps that were read and mappings that were announced.
#include "../code_regions.h"

#include "check.h"

namespace meshprof::test {
namespace {

constexpr uint64_t kStart = 0x7000'0000, kLimit = 0x7000'4000;
constexpr const char *kFirst = "aaaa", *kSecond = "bbbb";

std::shared_ptr<reader::Binary> binary_of(const std::string& build_id) {
  auto binary = std::make_shared<reader::Binary>(UniqueFd(), build_id);
  binary->build_id = build_id;
  return binary;
}

MemoryMapRow row_of(const std::string& name, uint64_t start = kStart, uint64_t limit = kLimit) {
  return {start, limit, 0x1000, 8, name == kFirst ? 1u : 2u, "/lib/" + name};
}

CodeRegion region_of(const std::string& name, uint64_t since_ns, uint64_t start = kStart,
                     uint64_t limit = kLimit) {
  CodeRegion region;
  region.row = row_of(name, start, limit);
  region.mapping = name == kFirst ? 0 : 1;
  region.binary = binary_of(name);
  region.since_ns = since_ns;
  return region;
}

CodeMapping announced(const std::string& build_id) {
  CodeMapping mapping;
  mapping.start = kStart;
  mapping.limit = kLimit;
  mapping.file_offset = 0x1000;
  mapping.path = "/lib/x";
  mapping.build_id = build_id;
  return mapping;
}

// As MappedProcess does.
void announce(CodeRegions& regions, const std::string& name, uint64_t at_ns) {
  if (!regions.confirm(announced(name), at_ns))
    regions.put(region_of(name, at_ns));
}

void read_map(CodeRegions& regions, std::vector<std::string> names, uint64_t read_ns) {
  std::vector<MemoryMapRow> rows;
  for (const std::string& name : names)
    rows.push_back(row_of(name));
  regions.replace(rows, read_ns, [](const MemoryMapRow& row, const CodeRegion*) {
    return region_of(row.name.substr(5), 0);
  });
}

std::string name_at(CodeRegions& regions, uint64_t at_ns, uint64_t address = kStart + 8) {
  regions.look_at(at_ns);
  const CodeRegion* region = regions.find(address);
  return region == nullptr ? "" : region->binary->build_id;
}

TEST("by turns at one address, each has its time") {
  CodeRegions regions;
  read_map(regions, {kFirst}, 10);
  announce(regions, kSecond, 20);
  announce(regions, kFirst, 30);
  announce(regions, kSecond, 40);
  CHECK_EQ(name_at(regions, 15), kFirst);
  CHECK_EQ(name_at(regions, 20), kSecond);
  CHECK_EQ(name_at(regions, 29), kSecond);
  CHECK_EQ(name_at(regions, 35), kFirst);
  CHECK_EQ(name_at(regions, 50), kSecond);
}

TEST("announcements from before the map was read come after it") {
  CodeRegions regions;
  read_map(regions, {kFirst}, 5);
  read_map(regions, {kSecond}, 50);  // second since 20, unmapped, first at 30, second at 40
  announce(regions, kSecond, 20);
  announce(regions, kFirst, 30);
  announce(regions, kSecond, 40);
  CHECK_EQ(name_at(regions, 10), kFirst);
  CHECK_EQ(name_at(regions, 25), kSecond);
  CHECK_EQ(name_at(regions, 35), kFirst);
  CHECK_EQ(name_at(regions, 45), kSecond);
}

TEST("what a map no longer shows is known for stacks from before") {
  CodeRegions regions;
  read_map(regions, {kFirst}, 10);
  CHECK(!regions.has_past());
  read_map(regions, {}, 20);
  CHECK(regions.has_past());
  CHECK_EQ(name_at(regions, 15), kFirst);
  CHECK_EQ(name_at(regions, 25), "");
}

TEST("an announcement of what is known changes nothing") {
  CodeRegions regions;
  read_map(regions, {kFirst}, 10);
  CHECK(regions.confirm(announced(kFirst), 8));
  CHECK(!regions.has_past());
  CHECK_EQ(name_at(regions, 5), kFirst);
}

TEST("a part is replaced, the rest stays") {
  CodeRegions regions;
  read_map(regions, {kFirst}, 10);
  regions.put(region_of(kSecond, 20, kStart + 0x1000, kStart + 0x2000));
  CHECK_EQ(name_at(regions, 30, kStart + 0xfff), kFirst);
  CHECK_EQ(name_at(regions, 30, kStart + 0x1000), kSecond);
  CHECK_EQ(name_at(regions, 30, kStart + 0x2000), kFirst);
  CHECK_EQ(name_at(regions, 15, kStart + 0x1000), kFirst);
  CHECK_EQ(regions.find(kStart + 0x2000)->row.file_offset, 0x3000u);
}

TEST("without a build id the inode tells files apart, and where that does not the path") {
  const CodeRegion region = region_of(kFirst, 0);
  CodeMapping mapping = announced("");
  mapping.device = 8;
  mapping.inode = 1;
  CHECK(region.is_same_code(mapping));
  mapping.inode = 7;
  CHECK(!region.is_same_code(mapping));
  mapping.path = region.row.name;
  CHECK(region.is_same_code(mapping));
  mapping.file_offset = 0x2000;
  CHECK(!region.is_same_code(mapping));
}

TEST("a process that maps without end is remembered for a while only") {
  CodeRegions regions;
  for (uint64_t at = 1; at <= 10'000; at++)
    announce(regions, at % 2 == 0 ? kFirst : kSecond, at * 10);
  CHECK_EQ(name_at(regions, 99'995), kSecond);
  CHECK_EQ(name_at(regions, 100'000), kFirst);
  CHECK_EQ(regions.present().size(), 1u);
}

}  // namespace
}  // namespace meshprof::test
