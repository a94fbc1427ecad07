// SPDX-License-Identifier: Apache-2.0
// One running meshprof-reader, seen from the agent's process.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "death.h"
#include "reader/message.h"

namespace meshprof::reader {

class ReaderProcess {
 public:
  // nullptr with a sentence in `problem` if it cannot be started. Costs about a millisecond.
  static std::unique_ptr<ReaderProcess> start(const std::string& program, std::string& problem);

  // Kills it. A process that hangs in the kernel is collected later.
  ~ReaderProcess();
  ReaderProcess(const ReaderProcess&) = delete;
  ReaderProcess& operator=(const ReaderProcess&) = delete;

  int socket() const { return socket_.get(); }
  pid_t pid() const { return pid_; }

  // False if it is gone or its buffer is full.
  bool send(Kind kind, uint32_t handle, uint32_t request, std::string_view body,
            std::span<const int> descriptors = {});
  // An answer never brings descriptors; one that does is malformed.
  Received receive(Message& answer);

  // Ends it and says how it ended; `otherwise` where it was still running.
  Death end(Death otherwise);

 private:
  ReaderProcess(pid_t pid, UniqueFd socket) : pid_(pid), socket_(std::move(socket)) {}

  pid_t pid_;  // 0 once collected
  UniqueFd socket_;
};

}  // namespace meshprof::reader
