// SPDX-License-Identifier: Apache-2.0
#include "bpf_engine.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <time.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <iterator>
#include <string>

#include "capture_budget.h"
#include "monotonic_clock.h"

namespace meshprof {

namespace {

// Time for a store to reach every CPU before it matters; anything well above a cache miss will do.
constexpr uint64_t kLeadNs = 500'000;

void sleep_until(uint64_t time_ns) {
  const timespec until{static_cast<time_t>(time_ns / 1'000'000'000),
                       static_cast<long>(time_ns % 1'000'000'000)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) {
  }
}

// The kernel side reads it at any time.
template <typename Value> void store(Value& variable, Value value) {
  __atomic_store_n(&variable, value, __ATOMIC_RELEASE);
}

uint32_t with(uint32_t mask, uint32_t bit, bool is_set) {
  return is_set ? mask | bit : mask & ~bit;
}

Failure run(bpf_program* program, const mp_target_change& change) {
  mp_target_change context = change;
  LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &context, .ctx_size_in = sizeof context);
  if (const int error = bpf_prog_test_run_opts(bpf_program__fd(program), &options); error != 0)
    return kernel_error("bpf(BPF_PROG_TEST_RUN)", error);
  if (options.retval != 0) {
    return Error{ErrorCode::kLimit, "sessions follow " + std::to_string(MP_MAX_TARGETS) +
                                        " processes already, no more can be added"};
  }
  return {};
}

}  // namespace

Failure BpfEngine::open(const BpfOptions& options, SessionWindow& window) {
  window = {};
  window.slot = static_cast<uint32_t>(std::countr_one(taken_slots_));
  if (window.slot >= MP_MAX_SESSIONS) {
    return Error{ErrorCode::kLimit, std::to_string(MP_MAX_SESSIONS) +
                                        " sessions are open already; close one of them first"};
  }
  taken_slots_ |= window.bit();
  object_.clear_counters(window.slot);
  sessions_[window.slot] = options;
  change_settings();
  Failure failure = links_.attach(window.slot, options);
  if (!failure)
    failure = mark_targets(window, options);
  if (failure) {
    detach(window);
    release(window);
    return failure;
  }
  if (options.has_accounts())
    window.first_cut = last_cut_;
  return {};
}

Failure BpfEngine::mark_targets(const SessionWindow& window, const BpfOptions& options) {
  if (options.has_accounts())
    prepare_cut();
  live_sessions_ |= window.bit();
  store(object_.variables().live_sessions, live_sessions_);
  for (const uint32_t tgid : options.tgids) {
    if (Failure failure = mark_target(window, options, tgid))
      return failure;
  }
  return {};
}

Failure BpfEngine::mark_target(const SessionWindow& window, const BpfOptions& options,
                               uint32_t tgid) {
  const mp_target known = object_.target(tgid).value_or(mp_target{});
  mp_target_change change{};
  change.tgid = tgid;
  change.on_cpu = with(known.on_cpu, window.bit(), options.on_cpu);
  change.follow = with(known.follow, window.bit(), options.follow_children);
  change.is_cut = options.has_accounts();
  change.wants.cut = last_cut_;
  change.wants.off_cpu = with(known.wants.off_cpu, window.bit(), options.off_cpu);
  change.wants.wait_stacks =
      with(known.wants.wait_stacks, window.bit(), options.off_cpu && options.captures_per_s > 0);
  change.wants.page_faults = with(known.wants.page_faults, window.bit(), options.page_faults);
  return this->change(change);
}

// What sessions have accounts for. Clock ticks are kept apart by the window, and the marks for them
// must last until it is over.
void BpfEngine::unmark_accounts(const SessionWindow& window) {
  object_.for_each_target([&](uint32_t tgid, const mp_target& known) {
    const mp_wants& wants = known.wants;
    if (((wants.off_cpu | wants.page_faults) & window.bit()) == 0)
      return;
    mp_target_change change{};
    change.tgid = tgid;
    change.is_cut = true;
    change.on_cpu = known.on_cpu;
    change.follow = known.follow;
    change.wants.cut = last_cut_;
    change.wants.off_cpu = wants.off_cpu & ~window.bit();
    change.wants.wait_stacks = wants.wait_stacks & ~window.bit();
    change.wants.page_faults = wants.page_faults & ~window.bit();
    this->change(change);
  });
}

void BpfEngine::unmark_rest(const SessionWindow& window) {
  object_.for_each_target([&](uint32_t tgid, const mp_target& known) {
    if (((known.on_cpu | known.follow) & window.bit()) == 0)
      return;
    mp_target_change change{};
    change.tgid = tgid;
    change.on_cpu = known.on_cpu & ~window.bit();
    change.follow = known.follow & ~window.bit();
    this->change(change);
  });
}

Failure BpfEngine::change(const mp_target_change& change) {
  return run(object_.program(&BpfPrograms::change_target), change);
}

uint32_t BpfEngine::prepare_cut() {
  auto& shared = object_.variables();
  ++last_cut_;
  store<__u64>(shared.cut_times[last_cut_ % std::size(shared.cut_times)], UINT64_MAX);
  store<__u64>(shared.cut_ns, UINT64_MAX);
  store<__u32>(shared.last_cut, last_cut_);
  is_cut_prepared_ = true;
  return last_cut_;
}

uint64_t BpfEngine::announce_cut() {
  const uint64_t cut_ns = monotonic_ns() + kLeadNs;
  auto& shared = object_.variables();
  store<__u64>(shared.cut_times[last_cut_ % std::size(shared.cut_times)], cut_ns);
  store<__u64>(shared.cut_ns, cut_ns);
  return cut_ns;
}

void BpfEngine::tell_targets(uint64_t cut_ns) {
  is_cut_prepared_ = false;
  object_.for_each_target([&](uint32_t tgid, const mp_target& known) {
    if (known.wants.since_ns != UINT64_MAX)
      return;
    mp_target_change change{};
    change.tgid = tgid;
    change.wants.since_ns = cut_ns;
    run(object_.program(&BpfPrograms::tell_target), change);
  });
}

Failure BpfEngine::begin(SessionWindow& window) {
  const BpfOptions& options = sessions_.at(window.slot);
  if (options.off_cpu) {
    if (Failure failure = object_.open_accounts())
      return failure;
  }
  if (options.page_faults) {
    if (Failure failure = object_.open_fault_accounts())
      return failure;
  }
  const uint64_t start_ns = is_cut_prepared_ ? announce_cut() : monotonic_ns() + kLeadNs;
  auto& shown = object_.variables().windows[window.slot];
  store<__u64>(shown.start_ns, start_ns);
  store<__u64>(shown.stop_ns, UINT64_MAX);
  window.start_ns = start_ns;
  sleep_until(start_ns);
  if (is_cut_prepared_)
    tell_targets(start_ns);
  return {};
}

void BpfEngine::end(SessionWindow& window) {
  const auto found = sessions_.find(window.slot);
  if (window.stop_ns != 0 || found == sessions_.end())
    return;
  const BpfOptions options = found->second;
  live_sessions_ &= ~window.bit();
  store(object_.variables().live_sessions, live_sessions_);
  // Children that are just being added have been by then.
  if (options.follow_children)
    sleep_until(monotonic_ns() + kLeadNs);
  if (is_cut_prepared_)  // its own beginning has failed
    tell_targets(announce_cut());
  if (options.has_accounts()) {
    window.last_cut = prepare_cut();
    unmark_accounts(window);
  }
  window.stop_ns = is_cut_prepared_ ? announce_cut() : monotonic_ns() + kLeadNs;
  if (window.start_ns != 0)
    store<__u64>(object_.variables().windows[window.slot].stop_ns, window.stop_ns);
  sleep_until(window.stop_ns);
  if (is_cut_prepared_)
    tell_targets(window.stop_ns);
  unmark_rest(window);
}

void BpfEngine::detach(SessionWindow& window) {
  const auto found = sessions_.find(window.slot);
  if (found == sessions_.end())
    return;
  end(window);
  links_.detach(window.slot);
  if (found->second.has_accounts())
    object_.close_accounts();
  sessions_.erase(found);
  change_settings();
}

void BpfEngine::release(const SessionWindow& window) {
  object_.variables().windows[window.slot] = {};
  taken_slots_ &= ~window.bit();
}

std::vector<uint32_t> BpfEngine::unwanted_targets() const {
  std::vector<uint32_t> unwanted;
  object_.for_each_target([&unwanted](uint32_t tgid, const mp_target& target) {
    const mp_wants& wants = target.wants;
    if ((target.on_cpu | target.follow | wants.off_cpu | wants.page_faults) == 0)
      unwanted.push_back(tgid);
  });
  return unwanted;
}

void BpfEngine::change_settings() {
  uint32_t captures_per_s = 0;
  uint64_t stall_ns = 0;
  uint64_t min_wait_ns = UINT64_MAX;
  bool wakers = false;
  for (const auto& [slot, options] : sessions_) {
    if (!options.off_cpu)
      continue;
    captures_per_s = std::max(captures_per_s, options.captures_per_s);
    if (options.captures_per_s != 0)
      min_wait_ns = std::min(min_wait_ns, options.min_wait_ns);
    if (options.stall_ns != 0 && (stall_ns == 0 || options.stall_ns < stall_ns))
      stall_ns = options.stall_ns;
    wakers |= options.wakers && BpfObject::has_wakers();
  }
  const CaptureBudget budget = capture_budget(captures_per_s, has_resume_captures());
  auto& shared = object_.variables();
  store(shared.captures_per_period, budget.per_period);
  store(shared.length_captures_per_period, budget.by_length_per_period);
  store<__u64>(shared.stall_ns, stall_ns);
  store<__u64>(shared.min_wait_ns, captures_per_s == 0 ? 0 : min_wait_ns);
  store(shared.wakers_wanted, wakers);
}

}  // namespace meshprof
