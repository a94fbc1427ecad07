// SPDX-License-Identifier: Apache-2.0
#include "thread_totals.h"

#include <utility>

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
  for (uint8_t i = 0; i < MP_WAIT_CLASSES; i++)
    (ends_in_queue(i) ? totals.blocked_ns : totals.runnable_ns) += account.class_ns[i];
  return totals;
}

void add(ThreadTotals& sum, const ThreadTotals& more) {
  sum.tgid = more.tgid;
  sum.tid = more.tid;  // exec can give a thread the tid of its process
  sum.name = more.name;
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
  add(live_[MP_THREAD_OF(record.account.id)], totals_of(record));
  add_classes(live_classes_, record.account);
}

void ThreadTotalsTable::add_ended(const mp_thread_record& record) {
  add_classes(ended_classes_, record.account);
  ThreadTotals totals = totals_of(record);
  const uint64_t thread = MP_THREAD_OF(record.account.id);
  if (ended_.size() < kMaxEndedThreads || ended_.contains(thread)) {
    add(ended_[thread], totals);
    return;
  }
  totals.tid = 0;
  totals.name = "[ended threads]";
  add(folded_[record.tgid], totals);
}

std::vector<ThreadTotals> ThreadTotalsTable::threads() const {
  Rows all = ended_;
  for (const auto& [thread, totals] : live_)
    add(all[thread], totals);
  std::vector<ThreadTotals> rows;
  for (auto& [thread, totals] : all)
    rows.push_back(std::move(totals));
  for (const auto& [tgid, sum] : folded_)
    rows.push_back(sum);
  return rows;
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
