// SPDX-License-Identifier: Apache-2.0
#include "waker_names.h"

#include <cstdio>

#include "symbols/display_name.h"

namespace meshprof {

namespace {

constexpr size_t kMaxNames = 16'384;

std::string read_name(const std::string& path) {
  FILE* file = fopen(path.c_str(), "re");
  if (file == nullptr)
    return "";
  char line[64];  // the kernel's names are shorter
  const size_t size = fread(line, 1, sizeof line, file);
  fclose(file);
  std::string name(line, size);
  if (!name.empty() && name.back() == '\n')
    name.pop_back();
  return display_name(name);
}

}  // namespace

void WakerNames::tell(uint32_t tgid, uint32_t tid, const std::string& name) {
  if (names_.size() < kMaxNames)
    names_[{tgid, tid}] = name;
}

WakerNames::Names WakerNames::of(uint32_t tgid, uint32_t tid) {
  // Short-lived wakers must not fill our memory.
  if (names_.size() >= kMaxNames)
    names_.clear();
  return {name_of({tgid, tgid}), name_of({tgid, tid})};
}

const std::string& WakerNames::name_of(const Thread& thread) {
  const auto [entry, is_new] = names_.try_emplace(thread);
  if (is_new) {
    entry->second = read_name("/proc/" + std::to_string(thread.first) + "/task/" +
                              std::to_string(thread.second) + "/comm");
  }
  return entry->second;
}

}  // namespace meshprof
