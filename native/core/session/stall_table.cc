// SPDX-License-Identifier: Apache-2.0
#include "stall_table.h"

#include <algorithm>
#include <string>
#include <utility>

#include "account_values.h"

namespace meshprof {

namespace {

// Ticks of one stretch that are kept, and threads of which any are. At 99 Hz that is the first 20 s
// of a stretch; its time is shared by the kept ones.
constexpr size_t kMaxTicks = 2000;
constexpr size_t kMaxTickThreads = 1024;

// Threads with a row of their own; later ones share the row with tid 0 of their process.
constexpr size_t kMaxRows = 4096;

// Workers that wait for work now in a poll, now for a lock (Go, tokio) are not stalled in the
// latter. So an event loop is a thread that waits for locks at most a quarter as often as for
// events.
constexpr uint64_t kPollsToALock = 4;

bool is_loop(uint64_t polls, uint64_t locks) {
  return polls > 0 && polls >= kPollsToALock * locks;
}

}  // namespace

void StallTable::add_tick(const mp_stack_record& record, uint32_t stack) {
  if (record.loop_since_ns == 0)
    return;
  if (ticks_.size() >= kMaxTickThreads && !ticks_.contains(record.tid))
    ticks_.clear();
  Ticks& ticks = ticks_[record.tid];
  if (ticks.loop_since_ns != record.loop_since_ns)
    ticks = {record.loop_since_ns, {}};
  if (ticks.stacks.size() < kMaxTicks)
    ticks.stacks.push_back(stack);
}

void StallTable::add_stretch(const mp_stretch_record& record, uint64_t start_ns,
                             const WaitStack& wait_stack) {
  const mp_loop& loop = record.loop;
  const uint64_t total_ns = growth(record.end_ns, loop.since_ns);
  // Another session may have begun earlier, or look for shorter ones.
  if (stall_ns_ == 0 || loop.since_ns < start_ns || total_ns < stall_ns_ ||
      !is_loop(record.polls, record.locks))
    return;
  StallTotals& row = this->row(rows_, record.tgid, record.tid);
  if (loop.is_polled != 0) {
    row.never_idle_ns += total_ns;
    return;
  }
  const uint64_t on_cpu_ns = std::min(growth(record.end_on_cpu_ns, loop.on_cpu_ns), total_ns);
  const uint64_t runnable_ns =
      std::min(growth(record.end_runnable_ns, loop.runnable_ns), total_ns - on_cpu_ns);
  const uint64_t blocked_ns = total_ns - on_cpu_ns - runnable_ns;
  row.stalls++;
  row.longest_ns = std::max(row.longest_ns, total_ns);
  row.on_cpu_ns += on_cpu_ns;
  row.runnable_ns += runnable_ns;
  row.blocked_ns += blocked_ns;

  credit_ticks(record, on_cpu_ns);
  const uint64_t wait_ns = std::min<uint64_t>(loop.longest_wait_ns, blocked_ns);
  const auto add_wait = [&](uint8_t wait_class, uint32_t stack, uint64_t time_ns) {
    samples_.add({SampleKind::kStallWait, wait_class, record.tgid, record.tid, stack},
                 time_ns > 0 ? 1 : 0, time_ns);
  };
  const uint8_t wait_class = std::min<uint8_t>(loop.longest_wait_class, MP_WAIT_CLASSES - 1);
  add_wait(wait_class, wait_stack(record.account, loop.longest_wait_stack), wait_ns);
  add_wait(MP_WAIT_OTHER, unsampled_stack_, blocked_ns - wait_ns);
  add_wait(MP_WAIT_RUNNABLE, unsampled_stack_, runnable_ns);
}

// Each tick stands for an equal part of the stretch's CPU time, so that the sum is exact.
void StallTable::credit_ticks(const mp_stretch_record& record, uint64_t on_cpu_ns) {
  const auto add = [&](uint32_t stack, uint64_t count, uint64_t time_ns) {
    samples_.add({SampleKind::kStallOnCpu, 0, record.tgid, record.tid, stack}, count, time_ns);
  };
  const auto found = ticks_.find(record.tid);
  if (found == ticks_.end() || found->second.loop_since_ns != record.loop.since_ns ||
      found->second.stacks.empty()) {
    add(unsampled_stack_, 0, on_cpu_ns);
    return;
  }
  const std::vector<uint32_t>& stacks = found->second.stacks;
  uint64_t left_ns = on_cpu_ns;
  for (size_t i = 0; i < stacks.size(); i++) {
    const uint64_t part_ns = left_ns / (stacks.size() - i);
    add(stacks[i], 1, part_ns);
    left_ns -= part_ns;
  }
  ticks_.erase(found);
}

void StallTable::add_account(const mp_thread_record& record, uint64_t start_ns, bool is_ended) {
  const mp_account& account = record.account;
  const std::string name = thread_name(record.comm);
  if (const auto known = rows_.find({record.tgid, record.tid}); known != rows_.end())
    known->second.name = name;
  const mp_loop& loop = account.loop;
  const bool is_own = loop.since_ns != 0 && loop.since_ns >= start_ns;
  const uint64_t time_ns = is_own ? growth(record.at_ns, loop.since_ns) : 0;
  // A thread that ends without another poll had left its loop.
  const bool is_told = time_ns >= stall_ns_ && (!is_ended || loop.is_polled != 0);
  if (stall_ns_ == 0 || !is_told ||
      !is_loop(account.class_switches[MP_WAIT_POLL_IDLE] + loop.polls,
               account.class_switches[MP_WAIT_LOCK] + loop.locks))
    return;
  StallTotals& row = this->row(is_ended ? rows_ : live_, record.tgid, record.tid);
  row.name = name;
  row.never_idle_ns += time_ns;
}

StallTotals& StallTable::row(std::map<Key, StallTotals>& rows, uint32_t tgid, uint32_t tid) {
  const bool is_folded = rows.size() >= kMaxRows && !rows.contains({tgid, tid});
  StallTotals& row = rows[{tgid, is_folded ? 0 : tid}];
  row.tgid = tgid;
  row.tid = is_folded ? 0 : tid;
  return row;
}

std::vector<StallTotals> StallTable::totals() const {
  std::map<Key, StallTotals> all = rows_;
  for (const auto& [key, live] : live_) {
    StallTotals& row = all[key];
    row.tgid = live.tgid;
    row.tid = live.tid;
    row.name = live.name;
    row.never_idle_ns += live.never_idle_ns;
  }
  std::vector<StallTotals> rows;
  for (auto& [key, row] : all)
    rows.push_back(std::move(row));
  return rows;
}

}  // namespace meshprof
