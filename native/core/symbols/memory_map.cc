// SPDX-License-Identifier: Apache-2.0
#include "memory_map.h"

#include <fcntl.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <charconv>

#include "line_reader.h"
#include "unique_fd.h"

namespace meshprof {
namespace {

// The kernel's default limit of mappings a process (vm.max_map_count).
constexpr size_t kMaxRows = 65'536;

// 7f0c3a600000-7f0c3a755000 r-xp 00026000 fe:00 1234      /usr/lib/libc.so.6
MemoryMapRow parse_row(std::string_view range, std::string_view rest) {
  MemoryMapRow row = {};
  row.start = parse_hex(take_until(&range, '-'));
  row.limit = parse_hex(range);
  row.file_offset = parse_hex(take_until(&rest, ' '));
  const auto device_major = static_cast<unsigned>(parse_hex(take_until(&rest, ':')));
  row.device = makedev(device_major, static_cast<unsigned>(parse_hex(take_until(&rest, ' '))));
  const std::string_view inode = take_until(&rest, ' ');
  std::from_chars(inode.data(), inode.data() + inode.size(), row.inode);
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  constexpr std::string_view kDeleted = " (deleted)";
  if (rest.starts_with('/') && rest.ends_with(kDeleted))
    rest.remove_suffix(kDeleted.size());
  row.name = rest;
  return row;
}

}  // namespace

std::vector<MemoryMapRow> read_memory_map(int process_dir) {
  std::vector<MemoryMapRow> rows;
  const UniqueFd file(openat(process_dir, "maps", O_RDONLY | O_CLOEXEC));
  if (!file)
    return rows;
  LineReader lines(file.get());
  for (std::string_view line; rows.size() < kMaxRows && lines.next(&line);) {
    const std::string_view range = take_until(&line, ' ');
    const std::string_view permissions = take_until(&line, ' ');
    if (permissions.size() < 3 || permissions[2] != 'x')
      continue;
    rows.push_back(parse_row(range, line));
  }
  return rows;
}

}  // namespace meshprof
