// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace Envoy {
namespace Event {

using PostCb = std::function<void()>;

class Timer {
 public:
  virtual ~Timer() = default;
  virtual void enableTimer(uint64_t rounds) = 0;
};

class Dispatcher {
 public:
  virtual ~Dispatcher() = default;
  virtual void post(PostCb callback) = 0;
  virtual std::unique_ptr<Timer> createTimer(PostCb callback) = 0;
  virtual void run() = 0;
  virtual void exit() = 0;
};

class TimerImpl;

class DispatcherImpl : public Dispatcher {
 public:
  void post(PostCb callback) override;
  std::unique_ptr<Timer> createTimer(PostCb callback) override;
  void run() override;
  void exit() override { exiting_ = true; }
  void due(TimerImpl* timer, uint64_t rounds);

 private:
  void runPostCallbacks();
  void runTimers();

  struct Entry {
    uint64_t round;
    TimerImpl* timer;
  };
  std::deque<PostCb> callbacks_;
  std::vector<Entry> timers_;
  uint64_t round_ = 0;
  bool exiting_ = false;
};

std::unique_ptr<Dispatcher> createDispatcher();

}  // namespace Event
}  // namespace Envoy
