// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace meshprof {

// One kernel feature, found by trying it.
struct Capability {
  std::string id;
  bool met;
  std::string detail;      // what the kernel answered; empty if met
  bool is_denied = false;  // the kernel may well have it, but refuses it to this process
};

// Loads and attaches each program alone and undoes it again.
std::vector<Capability> probe_capabilities();

}  // namespace meshprof
