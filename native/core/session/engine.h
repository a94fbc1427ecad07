// SPDX-License-Identifier: Apache-2.0
// What all sessions of this process share: the kernel side, the processes they follow, unwinding.
// Reads records once and hands each to the sessions it is meant for. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "account_cuts.h"
#include "bpf/bpf_engine.h"
#include "bpf/mapping_events.h"
#include "process_table.h"
#include "recording.h"
#include "round.h"
#include "user_stacks.h"

namespace meshprof {

class Engine {
 public:
  // The one that sessions hold, or a new one, with what this session needs.
  static std::shared_ptr<Engine> shared(const BpfOptions& options, Failure& failure);

  // Attaches and opens the recording's window. On failure nothing stays.
  Failure begin(Recording& recording, const BpfOptions& options);
  // Ends the window, settles waits in progress, detaches. Its counters stay.
  Failure end(Recording& recording);
  // The recording will not be mentioned again.
  void release(Recording& recording);

  // Takes what has come in; with `with_accounts` all of it, and accounts though they have been read
  // a moment ago.
  Failure collect(bool with_accounts);

  BpfObject::Counters counters(const Recording& recording) const {
    return kernel_.object().counters(recording.window().slot);
  }
  uint64_t memory_bytes() const { return kernel_.object().memory_bytes(); }
  // What is wrong with binaries that the recording's processes have mapped now.
  std::set<std::string> problems(const Recording& recording) const;

 private:
  Engine();

  Failure check_targets(const std::vector<uint32_t>& tgids) const;
  void forget_reused(const std::vector<uint32_t>& tgids);
  Failure note_cut();
  void keep_sleeper(const mp_stack_record& record);
  void see_targets();
  Failure read_round(Round& round);
  Failure read_threads(Round& round);
  Failure read_faults(Round& round);
  void read_wakers(Round& round);
  void forget_wakers(const Round& round);
  void consume(bool all);
  void on_record(const void* record);
  void on_stack_record(const mp_stack_record& record);
  ProcessImage& image_at(const mp_stack_record& record);
  void follow_mappings();
  std::vector<uint32_t> gone_targets() const;
  void forget(const std::vector<uint32_t>& tgids);
  bool any(bool BpfOptions::* wanted) const;
  void leave(Recording& recording);

  struct Running {
    Recording* recording;
    BpfOptions options;
  };

  BpfEngine kernel_;
  MappingEvents mappings_;
  ProcessTable processes_;
  UserStacks user_stacks_;
  AccountCuts cuts_;
  std::vector<Running> running_;
  // Waits in progress at a cut. Naming their frames may take a while (a large binary is read for
  // the first time), so that is left to the next collect(): the window is open already.
  std::vector<StackRecordCopy> sleepers_;
  size_t sleeper_bytes_ = 0;
  uint64_t accounts_read_ns_ = 0;
};

}  // namespace meshprof
