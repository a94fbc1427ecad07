// SPDX-License-Identifier: Apache-2.0
// The kernel side of all sessions of this process: which there are, what each wants of which
// process, and when their windows begin and end. docs/decisions/0013 says how they share it.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "bpf_links.h"
#include "bpf_object.h"
#include "session_window.h"

namespace meshprof {

class BpfEngine {
 public:
  BpfEngine() : links_(object_) {}

  BpfObject& object() { return object_; }
  const BpfObject& object() const { return object_; }

  // What open() needs first. The first of all loads the maps as well.
  Failure load_for(const BpfOptions& options) { return object_.load_for(options); }
  // Attaches what the session wants and marks its targets. Nothing is recorded yet, and until
  // begin() or detach() nothing is done with another session. On failure nothing stays.
  Failure open(const BpfOptions& options, SessionWindow& window);
  // Makes accounts, opens the window and waits until it is open (about a millisecond).
  Failure begin(SessionWindow& window);
  // The same for its end. The session's accounts do not change any more after it.
  void end(SessionWindow& window);
  // Frees the links and accounts that no other session wants; ends the window if that has not been
  // done. What has been counted can still be read.
  void detach(SessionWindow& window);
  // Frees the slot.
  void release(const SessionWindow& window);

  // The number of the last cut.
  uint32_t last_cut() const { return last_cut_; }
  // Targets that no session wants any more.
  std::vector<uint32_t> unwanted_targets() const;

 private:
  Failure mark_targets(const SessionWindow& window, const BpfOptions& options);
  Failure mark_target(const SessionWindow& window, const BpfOptions& options, uint32_t tgid);
  void unmark_accounts(const SessionWindow& window);
  void unmark_rest(const SessionWindow& window);
  Failure change(const mp_target_change& change);
  uint32_t prepare_cut();
  uint64_t announce_cut();
  void tell_targets(uint64_t cut_ns);
  void change_settings();

  BpfObject object_;
  BpfLinks links_;
  std::map<uint32_t, BpfOptions> sessions_;  // that run, by slot
  uint32_t taken_slots_ = 0;
  uint32_t live_sessions_ = 0;  // the same, but for those that have ended
  uint32_t last_cut_ = 0;
  bool is_cut_prepared_ = false;
};

}  // namespace meshprof
