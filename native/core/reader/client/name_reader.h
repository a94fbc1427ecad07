// SPDX-License-Identifier: Apache-2.0
// Names of functions, asked of a reader and answered some time later. What the symbol tables name
// comes first; an address that they do not name waits for the binary's index where one can help.
#pragma once

#include <chrono>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "binary.h"
#include "index_cache.h"
#include "index_job.h"
#include "reader_process.h"

namespace meshprof::reader {

class NameReader {
 public:
  // `cache` must outlive it.
  NameReader(ReaderOptions options, IndexCache& cache)
      : options_(std::move(options)), cache_(cache) {}

  // nullptr as long as it is not known; then it has been asked for. Valid until work() is called.
  const FunctionName* name(const std::shared_ptr<Binary>& binary, uint64_t address);

  // Sends and receives, until what it waits for has come, or for `patience`: all names, or those
  // that need no index.
  enum class WaitFor { kAllNames, kQuickNames };
  void work(std::chrono::milliseconds patience, WaitFor what);

  bool is_idle() const { return active_.empty(); }

  uint64_t restarts() const { return restarts_; }
  // 0 if none runs.
  pid_t pid() const { return process_ ? process_->pid() : 0; }

 private:
  struct Request {
    Kind kind;
    uint32_t number;
    std::shared_ptr<Binary> binary;
    std::unordered_set<uint64_t> addresses;  // not answered yet
    bool has_index;
  };

  bool has_come(WaitFor what) const;
  void send_requests();
  bool send_addresses(const std::shared_ptr<Binary>& binary);
  bool introduce(const std::shared_ptr<Binary>& binary);
  bool attach_index(const std::shared_ptr<Binary>& binary);
  bool send(Kind kind, const std::shared_ptr<Binary>& binary, std::string_view body, int descriptor,
            std::vector<uint64_t> addresses);
  void receive_answers();
  bool accept(const Message& answer);
  bool accept_names(Request& request, const Message& answer);
  void accept_attached(Binary& binary, bool is_usable);
  void settle(const std::shared_ptr<Binary>& binary, uint64_t address, FunctionName name,
              bool had_index);
  void know(Binary& binary, uint64_t address, FunctionName name);
  void step_jobs();
  void start_jobs();
  void finish_job(IndexJob& job);
  void bury(Death otherwise);
  void lose_all(Binary& binary);
  void forget_settled();

  ReaderOptions options_;
  IndexCache& cache_;
  std::unique_ptr<ReaderProcess> process_;
  std::list<uint32_t> open_;              // handles that the process knows, the latest first
  std::unordered_set<uint32_t> indexed_;  // those of them that have their index attached
  std::deque<Request> in_flight_;         // answered in this order
  std::chrono::steady_clock::time_point first_since_;   // when in_flight_'s first became the first
  std::map<uint32_t, std::shared_ptr<Binary>> active_;  // with addresses in question, by handle
  std::deque<std::shared_ptr<Binary>> index_wanted_;
  std::vector<std::unique_ptr<IndexJob>> jobs_;
  uint32_t last_request_ = 0;
  uint64_t restarts_ = 0;
  bool is_unusable_ = false;
};

}  // namespace meshprof::reader
