// SPDX-License-Identifier: Apache-2.0
#include "source/common/event/dispatcher_impl.h"

#include "source/common/common/logger.h"

namespace Envoy {
namespace Event {

class TimerImpl : public Timer {
 public:
  TimerImpl(DispatcherImpl& dispatcher, PostCb callback)
      : dispatcher_(dispatcher), callback_(std::move(callback)) {}
  void enableTimer(uint64_t rounds) override { dispatcher_.due(this, rounds); }
  void fire() { callback_(); }

 private:
  DispatcherImpl& dispatcher_;
  PostCb callback_;
};

void DispatcherImpl::post(PostCb callback) {
  callbacks_.push_back(std::move(callback));
}

std::unique_ptr<Timer> DispatcherImpl::createTimer(PostCb callback) {
  return std::make_unique<TimerImpl>(*this, std::move(callback));
}

void DispatcherImpl::due(TimerImpl* timer, uint64_t rounds) {
  timers_.push_back({round_ + rounds, timer});
}

void DispatcherImpl::run() {
  ENVOY_LOG(2, "running the dispatcher");
  while (!exiting_) {
    round_++;
    runPostCallbacks();
    runTimers();
  }
}

void DispatcherImpl::runPostCallbacks() {
  std::deque<PostCb> callbacks;
  callbacks.swap(callbacks_);
  for (PostCb& callback : callbacks)
    callback();
}

void DispatcherImpl::runTimers() {
  std::vector<Entry> later;
  std::vector<Entry> present;
  present.swap(timers_);
  for (const Entry& entry : present) {
    if (entry.round <= round_)
      entry.timer->fire();
    else
      later.push_back(entry);
  }
  timers_.insert(timers_.end(), later.begin(), later.end());
}

std::unique_ptr<Dispatcher> createDispatcher() {
  return std::make_unique<DispatcherImpl>();
}

}  // namespace Event
}  // namespace Envoy
