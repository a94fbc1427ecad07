// SPDX-License-Identifier: Apache-2.0
#include "c_library.h"

#include <elf.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "symbols/elf_headers.h"
#include "symbols/read_fully.h"

namespace meshprof {

namespace {

// glibc has 3,000 dynamic symbols, 7,000 functions, and none of the two functions is 5 KiB long.
constexpr uint64_t kMaxSymbols = 100'000;
constexpr uint64_t kMaxStringBytes = 4'000'000;
constexpr uint64_t kMaxFunctions = 200'000;
constexpr uint64_t kMaxCodeBytes = 65'536;
constexpr size_t kMaxSegments = 64;

struct Symbol {
  uint64_t address = 0;
  uint64_t size = 0;
};

Symbol find_symbol(int fd, const ElfHeaders& headers, const char* name) {
  if (!headers.dynsym || headers.dynsym->entries > kMaxSymbols ||
      headers.dynsym->strings_bytes > kMaxStringBytes) {
    return {};
  }
  std::string strings(headers.dynsym->strings_bytes, '\0');
  read_fully(fd, strings.data(), strings.size(), headers.dynsym->strings_offset);
  std::vector<Elf64_Sym> symbols(headers.dynsym->entries);
  read_fully(fd, symbols.data(), symbols.size() * sizeof(Elf64_Sym), headers.dynsym->offset);
  for (const Elf64_Sym& symbol : symbols) {
    if (symbol.st_name >= strings.size() || symbol.st_value == 0)
      continue;
    if (strcmp(strings.c_str() + symbol.st_name, name) == 0) {
      return {symbol.st_value, symbol.st_size};
    }
  }
  return {};
}

std::vector<unsigned char> read_code(int fd, const ElfHeaders& headers, const Symbol& symbol) {
  for (const ElfHeaders::Segment& segment : headers.executable_segments) {
    const uint64_t into =
        symbol.address - segment.address;  // wraps where it lies before the segment
    if (into >= segment.file_bytes)
      continue;
    std::vector<unsigned char> code(
        std::min({symbol.size, segment.file_bytes - into, kMaxCodeBytes}));
    code.resize(read_fully(fd, code.data(), code.size(), segment.offset + into));
    return code;
  }
  return {};
}

uint64_t relative_target(const unsigned char* displacement, uint64_t next_instruction) {
  int32_t offset = 0;
  memcpy(&offset, displacement, sizeof offset);
  return next_instruction + static_cast<uint64_t>(static_cast<int64_t>(offset));
}

// Targets of `lea disp32(%rip), %reg`, wherever the bytes look like one. A chance match would also
// have to hit the first byte of a function.
std::vector<uint64_t> addresses_taken(const std::vector<unsigned char>& code, uint64_t address) {
  std::vector<uint64_t> targets;
  for (size_t i = 0; i + 7 <= code.size(); i++) {
    const bool is_rex_w = code[i] == 0x48 || code[i] == 0x4c;
    if (!is_rex_w || code[i + 1] != 0x8d || (code[i + 2] & 0xc7) != 0x05)
      continue;
    targets.push_back(relative_target(&code[i + 3], address + i + 7));
  }
  return targets;
}

// Targets of `call rel32`, likewise.
std::vector<uint64_t> calls(const std::vector<unsigned char>& code, uint64_t address) {
  std::vector<uint64_t> targets;
  for (size_t i = 0; i + 5 <= code.size(); i++) {
    if (code[i] == 0xe8)
      targets.push_back(relative_target(&code[i + 1], address + i + 5));
  }
  return targets;
}

Elf64_Phdr find_eh_frame_header(int fd) {
  Elf64_Ehdr header{};
  if (read_fully(fd, &header, sizeof header, 0) != sizeof header)
    return {};
  if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phnum > kMaxSegments)
    return {};
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  read_fully(fd, segments.data(), segments.size() * sizeof(Elf64_Phdr), header.e_phoff);
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type == PT_GNU_EH_FRAME)
      return segment;
  }
  return {};
}

// First addresses of all functions, in order, from the table in .eh_frame_hdr (LSB core, 10.6.2).
std::vector<uint64_t> read_function_starts(int fd) {
  struct {
    unsigned char version, pointer_encoding, count_encoding, table_encoding;
    int32_t eh_frame;
    uint32_t count;
  } head{};
  const Elf64_Phdr segment = find_eh_frame_header(fd);
  if (read_fully(fd, &head, sizeof head, segment.p_offset) != sizeof head)
    return {};
  // Only the encodings that linkers write: 4 bytes, the table relative to its own start.
  if (head.version != 1 || head.count_encoding != 0x03 || head.table_encoding != 0x3b)
    return {};
  std::vector<std::pair<int32_t, int32_t>> rows(std::min<uint64_t>(head.count, kMaxFunctions));
  const size_t bytes =
      read_fully(fd, rows.data(), rows.size() * sizeof rows[0], segment.p_offset + sizeof head);
  rows.resize(bytes / sizeof rows[0]);
  std::vector<uint64_t> starts;
  for (const auto& row : rows) {
    starts.push_back(segment.p_vaddr + static_cast<uint64_t>(static_cast<int64_t>(row.first)));
  }
  return starts;
}

// The whole function that starts at `start`; nothing if no function does.
CodeRange function_at(const std::vector<uint64_t>& starts, uint64_t start) {
  const auto found = std::lower_bound(starts.begin(), starts.end(), start);
  if (found == starts.end() || *found != start || found + 1 == starts.end())
    return {start, start};
  return {start, *(found + 1)};
}

void append(std::vector<uint64_t>& to, const std::vector<uint64_t>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

std::vector<CodeRange> find_thread_entries(int fd) {
  struct stat status{};
  if (fstat(fd, &status) != 0)
    return {};
  const ElfHeaders headers = read_elf_headers(fd, static_cast<uint64_t>(status.st_size));
  if (!headers.is_64_bit)
    return {};
  const std::vector<uint64_t> starts = read_function_starts(fd);
  const auto read = [&](const Symbol& symbol) { return read_code(fd, headers, symbol); };

  const Symbol start_main = find_symbol(fd, headers, "__libc_start_main");
  const Symbol create = find_symbol(fd, headers, "pthread_create");
  std::vector<uint64_t> entries = calls(read(start_main), start_main.address);
  append(entries, addresses_taken(read(create), create.address));
  // Compilers keep create_thread as a function of its own.
  for (const uint64_t callee : calls(read(create), create.address)) {
    const CodeRange range = function_at(starts, callee);
    append(entries, addresses_taken(read({range.start, range.limit - range.start}), range.start));
  }

  std::vector<CodeRange> ranges;
  for (const uint64_t entry : entries) {
    const CodeRange range = function_at(starts, entry);
    if (range.limit > range.start)
      ranges.push_back(range);
  }
  return ranges;
}

}  // namespace meshprof
