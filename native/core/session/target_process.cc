// SPDX-License-Identifier: Apache-2.0
#include "target_process.h"

#include <fstream>
#include <string>

namespace meshprof {

namespace {

// The first word after `name` in a line of a status file; empty if `line` is another one.
std::string value_of(const std::string& line, const std::string& name) {
  if (!line.starts_with(name))
    return "";
  const size_t begin = line.find_first_not_of(" \t", name.size());
  if (begin == std::string::npos)
    return "";
  return line.substr(begin, line.find_first_of(" \t", begin) - begin);
}

}  // namespace

Failure check_target(uint32_t tgid) {
  const std::string pid = std::to_string(tgid);
  std::ifstream status("/proc/" + pid + "/status");
  std::string state;
  std::string leader;
  for (std::string line; leader.empty() && std::getline(status, line);) {
    if (state.empty())
      state = value_of(line, "State:");
    leader = value_of(line, "Tgid:");
  }
  const auto failure = [](const std::string& sentence) {
    return Error{ErrorCode::kNoProcess, sentence};
  };
  if (leader.empty())
    return failure("no process has the pid " + pid);
  if (leader != pid)
    return failure(pid + " is a thread of the process " + leader);
  if (state == "Z" || state == "X")
    return failure("the process " + pid + " has ended");
  return {};
}

}  // namespace meshprof
