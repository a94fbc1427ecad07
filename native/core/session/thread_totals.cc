// SPDX-License-Identifier: Apache-2.0
#include "thread_totals.h"

#include "account_values.h"

namespace meshprof {

namespace {

// A target that makes and ends threads all day must not fill our memory; later ones share a row
// with tid 0.
constexpr size_t kMaxEndedThreads = 16'384;

ThreadTotals totals_of(const mp_thread_record& record) {
  const mp_account& account = record.account;
  ThreadTotals totals;
  totals.tgid = record.tgid;
  totals.tid = record.tid;
  totals.name = thread_name(record.comm);
  totals.on_cpu_ns = account.on_cpu_ns;
  totals.voluntary_switches = account.voluntary_switches;
  totals.involuntary_switches = account.involuntary_switches;
  for (size_t i = 0; i < MP_WAIT_CLASSES; i++) {
    const bool is_queued =
        i == MP_WAIT_RUNNABLE || i == MP_WAIT_PREEMPTED || i == MP_WAIT_THROTTLED;
    (is_queued ? totals.runnable_ns : totals.blocked_ns) += account.class_ns[i];
  }
  return totals;
}

void add(ThreadTotals& sum, const ThreadTotals& more) {
  sum.on_cpu_ns += more.on_cpu_ns;
  sum.runnable_ns += more.runnable_ns;
  sum.blocked_ns += more.blocked_ns;
  sum.voluntary_switches += more.voluntary_switches;
  sum.involuntary_switches += more.involuntary_switches;
}

template <typename Classes> void add_classes(Classes& sum, const mp_account& account) {
  for (size_t i = 0; i < MP_WAIT_CLASSES; i++) {
    sum[i].switches += account.class_switches[i];
    sum[i].time_ns += account.class_ns[i];
  }
}

}  // namespace

void ThreadTotalsTable::begin_live() {
  live_.clear();
  live_classes_ = {};
}

void ThreadTotalsTable::add_live(const mp_thread_record& record) {
  live_.push_back(totals_of(record));
  add_classes(live_classes_, record.account);
}

void ThreadTotalsTable::add_ended(const mp_thread_record& record) {
  add_classes(ended_classes_, record.account);
  const ThreadTotals totals = totals_of(record);
  if (ended_.size() < kMaxEndedThreads) {
    ended_.push_back(totals);
    return;
  }
  ThreadTotals& sum = folded_[record.tgid];
  sum.tgid = record.tgid;
  sum.name = "[ended threads]";
  add(sum, totals);
}

std::vector<ThreadTotals> ThreadTotalsTable::threads() const {
  std::vector<ThreadTotals> all = ended_;
  all.insert(all.end(), live_.begin(), live_.end());
  for (const auto& [tgid, sum] : folded_)
    all.push_back(sum);
  return all;
}

std::vector<WaitClassTotals> ThreadTotalsTable::wait_classes() const {
  std::vector<WaitClassTotals> rows;
  for (uint8_t i = 0; i < MP_WAIT_CLASSES; i++) {
    const WaitClassTotals row{i, live_classes_[i].switches + ended_classes_[i].switches,
                              live_classes_[i].time_ns + ended_classes_[i].time_ns};
    if (row.switches != 0 || row.time_ns != 0)
      rows.push_back(row);
  }
  return rows;
}

}  // namespace meshprof
