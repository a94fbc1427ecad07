// SPDX-License-Identifier: Apache-2.0
// One profiling session, from open to close. Has no JavaScript types. Not thread-safe, and neither
// are several sessions of one process, which share an engine.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "batch.h"
#include "engine.h"
#include "reader/client/readers.h"
#include "recording.h"

namespace meshprof {

struct SessionOptions {
  BpfOptions bpf;
  reader::ReaderOptions reader;
  uint32_t name_wait_ms = 5'000;  // how long stop() waits for names that are being read
};

class Session {
 public:
  // Attaches and opens the window. On failure nothing stays in the kernel and `failure` says why.
  static std::unique_ptr<Session> open(const SessionOptions& options, Failure& failure);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // What has come in since the last call.
  Failure drain(Batch& batch);
  Failure totals(SessionTotals& totals);
  // Ends the window, settles waits in progress, detaches. A second call does nothing.
  Failure stop();

 private:
  Session(const SessionOptions& options, std::shared_ptr<Engine> engine);

  std::vector<std::string> problems() const;

  uint32_t name_wait_ms_;
  std::shared_ptr<reader::Readers> readers_;
  std::shared_ptr<Engine> engine_;
  Recording recording_;
  bool has_begun_ = false;
};

}  // namespace meshprof
