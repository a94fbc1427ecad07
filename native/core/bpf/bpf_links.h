// SPDX-License-Identifier: Apache-2.0
// Where programs are attached: each event once for as long as a session wants it, but clock events,
// of which each session has its own.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "bpf_object.h"

struct bpf_link;

namespace meshprof {

class BpfLinks {
 public:
  explicit BpfLinks(const BpfObject& object) : object_(object) {}
  ~BpfLinks();
  BpfLinks(const BpfLinks&) = delete;
  BpfLinks& operator=(const BpfLinks&) = delete;

  // On failure what has been attached for the slot is still to be detached.
  Failure attach(uint32_t slot, const BpfOptions& options);
  void detach(uint32_t slot);

 private:
  enum Event { kProcesses, kNewTasks, kSwitches, kWakeups, kFaults, kEvents };
  using Links = std::vector<bpf_link*>;
  struct Shared {
    uint32_t sessions = 0;  // that want it
    Links links;
  };

  Failure attach_event(Event event);
  Failure attach_tracing(bpf_program* program, Links& links);
  Failure attach_clock(uint32_t slot, uint32_t frequency_hz);
  Failure attach_faults(Links& links);

  const BpfObject& object_;
  std::array<Shared, kEvents> shared_;
  std::map<uint32_t, std::vector<Event>> wanted_;  // by slot
  std::map<uint32_t, Links> clocks_;               // by slot
};

}  // namespace meshprof
