// SPDX-License-Identifier: Apache-2.0
// Names of the threads that woke others. Those of targets are told; of others /proc is asked, once.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace meshprof {

class WakerNames {
 public:
  struct Names {
    std::string process;
    std::string thread;
  };

  void tell(uint32_t tgid, uint32_t tid, const std::string& name);
  // Empty for a thread that had ended when it was first asked for, and of which nothing was told.
  Names of(uint32_t tgid, uint32_t tid);

 private:
  using Thread = std::pair<uint32_t, uint32_t>;  // tgid, tid

  const std::string& name_of(const Thread& thread);

  std::map<Thread, std::string> names_;  // a process has the name of its first thread
};

}  // namespace meshprof
