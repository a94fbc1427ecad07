// SPDX-License-Identifier: Apache-2.0
#include "waker_table.h"

#include <array>

#include "account_values.h"

namespace meshprof {

namespace {

// Beyond it, ended threads of a process share rows with tid 0, and wakers rows with tid 0.
constexpr size_t kMaxEndedRows = 16'384;

// Ended waits by class: those that began, and the one in progress when the account began, less the
// one in progress now.
std::array<mp_waker_sum, MP_WAIT_CLASSES> ended_waits(const mp_account& account) {
  std::array<mp_waker_sum, MP_WAIT_CLASSES> ended{};
  for (size_t i = 0; i < MP_WAIT_CLASSES; i++)
    ended[i] = {account.class_switches[i], account.class_ns[i]};
  const mp_place& first = account.places[MP_PLACE_FIRST];
  if (first.stack == MP_STACK_SLEEPER && first.wait_class < MP_WAIT_CLASSES)
    ended[first.wait_class].waits++;
  const mp_place& present = account.places[account.place < MP_PLACES ? account.place : 0];
  if (account.phase == MP_PHASE_WAITING && present.wait_class < MP_WAIT_CLASSES)
    ended[present.wait_class].waits = growth(ended[present.wait_class].waits, 1);
  return ended;
}

void add_to(mp_waker_sum& sum, const mp_waker_sum& more) {
  sum.waits += more.waits;
  sum.wait_ns += more.wait_ns;
}

}  // namespace

void WakerTable::begin(const WakerSums& spilled) {
  spilled_.clear();
  for (const auto& [key, sum] : spilled)
    spilled_[key.account].emplace_back(key.waker, sum);
  live_.clear();
}

WaitsByKind WakerTable::add_live(const mp_thread_record& record) {
  return add(record, live_);
}

WaitsByKind WakerTable::add_ended(const mp_thread_record& record) {
  return add(record, ended_);
}

WaitsByKind WakerTable::add(const mp_thread_record& record, Sums& sums) {
  WaitsByKind by_kind{};
  const mp_account& account = record.account;
  names_.tell(record.tgid, record.tid, thread_name(record.comm));
  std::array<mp_waker_sum, MP_WAIT_CLASSES> rest = ended_waits(account);
  const bool is_folded = ended_.size() >= kMaxEndedRows;
  const auto credit = [&](const mp_waker& waker, const mp_waker_sum& sum) {
    if (sum.waits == 0 && sum.wait_ns == 0)
      return;
    if (waker.kind < MP_WAKER_KINDS)
      by_kind[waker.kind] += sum.waits;
    add_to(sums[{record.tgid, is_folded ? 0 : record.tid, waker.wait_class, waker.kind, waker.tgid,
                 is_folded ? 0 : waker.tid}],
           sum);
  };
  const auto take = [&](const mp_waker& waker, const mp_waker_sum& sum) {
    if (waker.wait_class >= MP_WAIT_CLASSES)
      return;
    credit(waker, sum);
    mp_waker_sum& left = rest[waker.wait_class];
    left = {growth(left.waits, sum.waits), growth(left.wait_ns, sum.wait_ns)};
  };
  for (const mp_waker_slot& slot : account.wakers)
    take(slot.waker, slot.sum);
  if (const auto spilled = spilled_.find(account.id); spilled != spilled_.end()) {
    for (const auto& [waker, sum] : spilled->second)
      take(waker, sum);
  }
  for (uint8_t i = 0; i < MP_WAIT_CLASSES; i++) {
    if (ends_in_queue(i))
      credit({0, 0, MP_WAKER_UNKNOWN, i, {}}, rest[i]);
  }
  return by_kind;
}

std::vector<WakerTotals> WakerTable::totals() {
  Sums all = ended_;
  for (const auto& [key, sum] : live_)
    add_to(all[key], sum);
  std::vector<WakerTotals> rows;
  for (const auto& [key, sum] : all) {
    WakerNames::Names names;
    if (key.waker_tgid != 0)
      names = names_.of(key.waker_tgid, key.waker_tid);
    rows.push_back({key.tgid, key.tid, key.wait_class, key.kind, key.waker_tgid, key.waker_tid,
                    names.process, names.thread, sum.waits, sum.wait_ns});
  }
  return rows;
}

}  // namespace meshprof
