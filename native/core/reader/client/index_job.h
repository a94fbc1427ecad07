// SPDX-License-Identifier: Apache-2.0
// Gets the index of one binary, from the cache or by having it made, in a reader that sees nothing
// else. A state machine that never waits: step() it when its socket has something to read, and from
// time to time.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "binary.h"
#include "index_cache.h"
#include "reader_options.h"
#include "reader_process.h"
#include "symbol_files.h"

namespace meshprof::reader {

class IndexJob {
 public:
  enum class State { kRunning, kReady, kUseless };

  // `may_use_cached` is false where the cached one has turned out to be damaged.
  IndexJob(const ReaderOptions& options, const IndexCache& cache, std::shared_ptr<Binary> binary,
           bool may_use_cached);

  State step();

  int socket() const { return process_ ? process_->socket() : -1; }
  const std::shared_ptr<Binary>& binary() const { return binary_; }
  // When kReady.
  UniqueFd take_index() { return std::move(index_); }
  // When kUseless: why the names that it would have held are lost.
  const char* cause_of_loss() const { return cause_of_loss_; }

 private:
  State start();
  State on_answer(const Message& answer);
  State on_identified(const Message& answer);
  State on_built(const Message& answer);
  bool start_process();
  bool find_in_cache();
  State request_build();
  State fail(Death otherwise);
  State finish_with(Death death);

  const ReaderOptions& options_;
  const IndexCache& cache_;
  std::shared_ptr<Binary> binary_;
  bool may_use_cached_;
  unsigned kills_ = 0;
  std::unique_ptr<ReaderProcess> process_;
  std::chrono::steady_clock::time_point deadline_;
  State state_ = State::kRunning;
  std::optional<IndexCache::Content> content_;
  std::vector<SymbolFile> files_;
  std::string key_;  // in the cache; empty before it is known, or without a cache
  UniqueFd draft_;   // what the reader writes to
  UniqueFd index_;
  const char* cause_of_loss_ = nullptr;
};

}  // namespace meshprof::reader
