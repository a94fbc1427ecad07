// SPDX-License-Identifier: Apache-2.0
#include "shared_kernel_symbols.h"

#include <fcntl.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

#include "symbols/line_reader.h"
#include "symbols/unique_fd.h"

namespace meshprof {

namespace {

// BPF programs come and go as well, but are seldom what a thread of a target runs.
constexpr std::chrono::minutes kMaxAge{10};

// Name and address of each: `nf_tables 385024 127 nft_ct,nft_chain_nat, Live 0xffffffffc0a5e000`.
// How often one is in use changes all the time.
std::string loaded_modules() {
  std::string modules;
  const UniqueFd file(open("/proc/modules", O_RDONLY | O_CLOEXEC));
  if (!file)
    return modules;
  LineReader lines(file.get());
  for (std::string_view line; lines.next(&line);) {
    const std::string_view name = take_until(&line, ' ');
    const size_t address = line.find(" 0x");
    modules.append(name).append(line.substr(std::min(address, line.size()))).push_back('\n');
  }
  return modules;
}

}  // namespace

std::shared_ptr<const KernelSymbols> shared_kernel_symbols() {
  static std::shared_ptr<const KernelSymbols> shared;
  static std::chrono::steady_clock::time_point read_at;
  static std::string modules;
  const auto now = std::chrono::steady_clock::now();
  std::string modules_now = loaded_modules();
  if (shared == nullptr || now - read_at > kMaxAge || modules_now != modules) {
    shared = std::make_shared<const KernelSymbols>(KernelSymbols::load());
    read_at = now;
    modules = std::move(modules_now);
  }
  return shared;
}

}  // namespace meshprof
