// SPDX-License-Identifier: Apache-2.0
// What processes map to execute it, and when: a record of the kernel's for each such mapping, on
// the CPU where it was made. Only this tells which of two libraries lay at an address when a stack
// was captured, if both did before anybody looked.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernel_error.h"
#include "symbols/code_mapping.h"

namespace meshprof {

struct MappingEvent {
  uint32_t tgid = 0;
  uint64_t at_ns = 0;
  CodeMapping mapping;
};

class MappingEvents {
 public:
  MappingEvents();
  ~MappingEvents();
  MappingEvents(const MappingEvents&) = delete;
  MappingEvents& operator=(const MappingEvents&) = delete;

  // Of all processes, until close(). On failure nothing is ever told.
  Failure open();
  void close();

  // Calls `visit` for what has been mapped since the last call, in order of time.
  void drain(const std::function<void(const MappingEvent&)>& visit);
  // Everything before this time has been visited.
  uint64_t drained_ns() const { return drained_ns_; }
  // Events that found no room so far.
  uint64_t lost() const { return lost_; }

 private:
  class Ring;

  Failure open_rings(bool with_build_ids);

  std::vector<std::unique_ptr<Ring>> rings_;
  std::vector<MappingEvent> waiting_;  // later than drained_ns_
  uint64_t drained_ns_ = 0;
  uint64_t lost_ = 0;
};

}  // namespace meshprof
