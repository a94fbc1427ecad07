// SPDX-License-Identifier: Apache-2.0
#include "thread_entry.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "c_library.h"
#include "symbols/unique_fd.h"

namespace meshprof {

namespace {

constexpr std::array kEntryNames = {
    // ELF programs, glibc and musl
    std::string_view("_start"), std::string_view("_start_c"), std::string_view("_dl_start_user"),
    std::string_view("__libc_start_main"), std::string_view("__libc_start_call_main"),
    std::string_view("libc_start_main_stage2"), std::string_view("start_thread"),
    std::string_view("clone"), std::string_view("clone3"), std::string_view("__clone"),
    std::string_view("__clone3"), std::string_view("__clone_internal"),
    std::string_view("thread_start"),
    // Go
    std::string_view("runtime.goexit"), std::string_view("runtime.goexit.abi0"),
    std::string_view("runtime.mstart"), std::string_view("runtime.mstart.abi0"),
    std::string_view("runtime.rt0_go"), std::string_view("runtime.rt0_go.abi0"),
    std::string_view("_rt0_amd64_linux"), std::string_view("runtime.mcall"),
    std::string_view("runtime.mcall.abi0")};

bool is_c_library(const std::string& path) {
  const std::string_view name = std::string_view(path).substr(path.find_last_of('/') + 1);
  return name.starts_with("libc.so") || name.starts_with("libc-") || name.starts_with("libpthread");
}

// Through the kernel's own link, because the path may mean another file in our mount namespace.
UniqueFd open_mapped_file(const MappedFile& file, uint32_t tgid) {
  char path[96];
  snprintf(path, sizeof path, "/proc/%u/map_files/%llx-%llx", tgid,
           static_cast<unsigned long long>(file.start),
           static_cast<unsigned long long>(file.limit));
  return UniqueFd(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

}  // namespace

bool ThreadEntries::is_entry(const ResolvedFrame& frame, const MappedFile* file, uint32_t tgid) {
  if (frame.source != kNameSourceNone) {
    return std::find(kEntryNames.begin(), kEntryNames.end(), frame.name) != kEntryNames.end();
  }
  if (file == nullptr || !is_c_library(file->path))
    return false;
  const std::vector<CodeRange>& ranges = ranges_of(*file, tgid);
  return std::any_of(ranges.begin(), ranges.end(), [&](const CodeRange& range) {
    return frame.elf_address >= range.start && frame.elf_address < range.limit;
  });
}

const std::vector<CodeRange>& ThreadEntries::ranges_of(const MappedFile& file, uint32_t tgid) {
  const std::string& key = file.build_id.empty() ? file.path : file.build_id;
  const auto known = ranges_.find(key);
  if (known != ranges_.end())
    return known->second;
  const UniqueFd fd = open_mapped_file(file, tgid);
  static const std::vector<CodeRange> none;
  if (!fd)
    return none;  // not remembered: another process may still have it
  return ranges_.emplace(key, find_thread_entries(fd.get())).first->second;
}

}  // namespace meshprof
