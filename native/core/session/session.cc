// SPDX-License-Identifier: Apache-2.0
#include "session.h"

#include <chrono>
#include <set>
#include <utility>

#include "bpf/monotonic_clock.h"
#include "target_process.h"

namespace meshprof {

namespace {

// Names that symbol tables hold come in less, the first time in a few tens of milliseconds.
constexpr std::chrono::milliseconds kQuickNamesPatience{10};

}  // namespace

Session::Session(const SessionOptions& options, std::shared_ptr<Engine> engine)
    : name_wait_ms_(options.name_wait_ms), readers_(reader::Readers::shared()),
      engine_(std::move(engine)), recording_(options.bpf, readers_) {}

Session::~Session() {
  if (has_begun_)
    engine_->release(recording_);
}

std::unique_ptr<Session> Session::open(const SessionOptions& options, Failure& failure) {
  for (const uint32_t tgid : options.bpf.tgids) {
    if ((failure = check_target(tgid)))
      return nullptr;
  }
  reader::Readers::configure(options.reader);
  std::shared_ptr<Engine> engine = Engine::shared(options.bpf, failure);
  if (failure)
    return nullptr;
  std::unique_ptr<Session> session(new Session(options, std::move(engine)));
  if ((failure = session->engine_->begin(session->recording_, options.bpf)))
    return nullptr;
  session->has_begun_ = true;
  return session;
}

Failure Session::drain(Batch& batch) {
  if (!recording_.is_stopped()) {
    if (Failure failure = engine_->collect(false))
      return failure;
  }
  readers_->names.work(kQuickNamesPatience, reader::NameReader::WaitFor::kQuickNames);
  recording_.take(batch);
  return {};
}

Failure Session::stop() {
  if (recording_.is_stopped())
    return {};
  const Failure failure = engine_->end(recording_);
  readers_->names.work(std::chrono::milliseconds(name_wait_ms_),
                       reader::NameReader::WaitFor::kAllNames);
  return failure;
}

Failure Session::totals(SessionTotals& totals) {
  if (!recording_.is_stopped()) {
    if (Failure failure = engine_->collect(true))
      return failure;
  }
  const SessionWindow& window = recording_.window();
  totals.duration_ns = (window.stop_ns != 0 ? window.stop_ns : monotonic_ns()) - window.start_ns;
  recording_.fill(totals, engine_->counters(recording_));
  totals.problems = problems();
  totals.bpf_memory_bytes = engine_->memory_bytes();
  return {};
}

std::vector<std::string> Session::problems() const {
  std::set<std::string> sentences = recording_.problems();
  sentences.merge(engine_->problems(recording_));
  std::vector<std::string> all(sentences.begin(), sentences.end());
  if (!readers_->quick.problem().empty())
    all.insert(all.begin(), "binaries are not read: " + readers_->quick.problem());
  return all;
}

}  // namespace meshprof
