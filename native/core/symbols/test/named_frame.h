// SPDX-License-Identifier: Apache-2.0
// Waits for the names that sessions get later.
#pragma once

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "../process_symbols.h"
#include "reader/client/readers.h"
#include "session/frame_names.h"

namespace meshprof::test {

// meshprof-reader as native/Makefile builds it, one folder above the test programs.
inline std::string built_reader() {
  return std::filesystem::canonical("/proc/self/exe").parent_path().parent_path() /
         "meshprof-reader";
}

inline ResolvedFrame named_frame(ProcessSymbols& process, uint64_t ip, bool is_return_address) {
  using namespace std::chrono_literals;
  const std::shared_ptr<reader::Readers> readers = reader::Readers::shared();
  ResolvedFrame frame = process.resolve(ip, is_return_address);
  FrameNames names(readers);
  if (names.name_now(frame))
    return frame;
  names.name_later(0, frame);
  readers->names.work(30s, reader::NameReader::WaitFor::kAllNames);
  const auto named = names.take();
  return named.empty() ? frame : named[0].frame;
}

}  // namespace meshprof::test
