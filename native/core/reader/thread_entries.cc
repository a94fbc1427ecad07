// SPDX-License-Identifier: Apache-2.0
#include "thread_entries.h"

#include <elf.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "symbols/read_fully.h"

namespace meshprof::reader {

namespace {

constexpr std::array<std::string_view, 22> kEntryNames = {
    // ELF programs, glibc and musl
    "_start", "_start_c", "_dl_start_user", "__libc_start_main", "__libc_start_call_main",
    "libc_start_main_stage2", "start_thread", "clone", "clone3", "__clone", "__clone3",
    "__clone_internal", "thread_start",
    // Go
    "runtime.goexit", "runtime.goexit.abi0", "runtime.mstart", "runtime.mstart.abi0",
    "runtime.rt0_go", "runtime.rt0_go.abi0", "_rt0_amd64_linux", "runtime.mcall",
    "runtime.mcall.abi0"};

// Node.js has 140,000 symbols and 30 MB of names; glibc's two functions have less than 5 KiB.
constexpr uint64_t kMaxSymbols = 4'000'000;
constexpr uint64_t kMaxStringBytes = 256'000'000;
constexpr uint64_t kMaxCodeBytes = 65'536;
constexpr size_t kMaxEntries = 256;
constexpr size_t kSymbolsPerRead = 4096;

struct Symbol {
  uint64_t address = 0;
  uint64_t size = 0;
};

// Calls `visit(name, symbol)` for the functions of a table whose names are at most as long as those
// looked for here.
template <typename Visit>
void for_each_function(int fd, const std::optional<ElfHeaders::SymbolSection>& table,
                       Visit&& visit) {
  constexpr size_t kLongestName = 32;
  if (!table || table->entries > kMaxSymbols || table->strings_bytes > kMaxStringBytes)
    return;
  std::string strings(table->strings_bytes, '\0');
  strings.resize(read_fully(fd, strings.data(), strings.size(), table->strings_offset));
  std::vector<Elf64_Sym> chunk(kSymbolsPerRead);
  for (uint64_t first = 0; first < table->entries; first += chunk.size()) {
    const size_t wanted = std::min<uint64_t>(chunk.size(), table->entries - first);
    const size_t got = read_fully(fd, chunk.data(), wanted * sizeof(Elf64_Sym),
                                  table->offset + first * sizeof(Elf64_Sym)) /
                       sizeof(Elf64_Sym);
    for (const Elf64_Sym& symbol : std::span(chunk).first(got)) {
      if (symbol.st_name >= strings.size() || symbol.st_value == 0)
        continue;
      const char* name = strings.data() + symbol.st_name;
      const size_t length = strnlen(name, std::min(kLongestName, strings.size() - symbol.st_name));
      visit(std::string_view(name, length), Symbol{symbol.st_value, symbol.st_size});
    }
    if (got < wanted)
      return;
  }
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

void append(std::vector<uint64_t>& to, const std::vector<uint64_t>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

// The ranges of functions that are entries by their names.
void append_named(int fd, const std::optional<ElfHeaders::SymbolSection>& table,
                  std::vector<CodeRange>& ranges) {
  for_each_function(fd, table, [&](std::string_view name, const Symbol& symbol) {
    const uint64_t size = std::clamp<uint64_t>(symbol.size, 1, kMaxCodeBytes);
    if (std::find(kEntryNames.begin(), kEntryNames.end(), name) != kEntryNames.end() &&
        ranges.size() < kMaxEntries && symbol.address <= UINT64_MAX - size)
      ranges.push_back({symbol.address, symbol.address + size});
  });
}

}  // namespace

std::vector<CodeRange> find_thread_entries(int fd, const ElfHeaders& headers,
                                           const FunctionDecoder& functions) {
  if (!headers.is_64_bit)
    return {};
  std::vector<CodeRange> ranges;
  append_named(fd, headers.symtab, ranges);
  append_named(fd, headers.dynsym, ranges);

  Symbol start_main, create;
  for_each_function(fd, headers.dynsym, [&](std::string_view name, const Symbol& symbol) {
    if (name == "__libc_start_main")
      start_main = symbol;
    if (name == "pthread_create")
      create = symbol;
  });
  const auto function_at = [&](uint64_t start) {
    const std::optional<CodeRange> range = functions.function_at(start);
    return range && range->start == start ? range : std::nullopt;
  };
  const auto read = [&](const Symbol& symbol) { return read_code(fd, headers, symbol); };
  std::vector<uint64_t> entries = calls(read(start_main), start_main.address);
  append(entries, addresses_taken(read(create), create.address));
  // Compilers keep create_thread as a function of its own.
  for (const uint64_t callee : calls(read(create), create.address)) {
    if (const auto range = function_at(callee))
      append(entries, addresses_taken(read({range->start, range->limit - range->start}), callee));
  }
  // Where a program begins; `_start` has no name in a stripped one.
  entries.push_back(headers.entry);
  for (const uint64_t entry : entries) {
    const auto range = function_at(entry);
    if (range && ranges.size() < kMaxEntries)
      ranges.push_back(*range);
  }
  return ranges;
}

}  // namespace meshprof::reader
