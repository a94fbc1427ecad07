// SPDX-License-Identifier: Apache-2.0
#include "wakeup_table.h"

namespace meshprof {

namespace {

struct Marker {
  mp_waker_kind kind;
  const char* text;
};

constexpr Marker kMarkers[] = {
    {MP_WAKER_NETWORK, "[woken by the network]"},
    {MP_WAKER_TIMER, "[woken by a timer]"},
    {MP_WAKER_INTERRUPT, "[woken by an interrupt]"},
};

}  // namespace

void WakeupTable::add_stack(const mp_stack_record& record, uint32_t stack) {
  const auto rate = static_cast<uint32_t>(record.wakeup_rate);
  if (rate >= MP_RATE_MIN)
    threads_[record.account].acting.add_sample(stack, rate, 0, 0);
}

void WakeupTable::add_account(const mp_thread_record& record, const WaitsByKind& waits,
                              bool is_final) {
  Thread& thread = threads_[record.account.id];
  const auto add = [&](uint32_t stack, uint64_t count) {
    samples_.add({SampleKind::kWakeup, 0, record.tgid, record.tid, stack}, count, 0);
  };
  const auto add_marker = [&](mp_waker_kind kind, const char* text) {
    if (waits[kind] <= thread.credited[kind])
      return;
    add(marker_stack_(text), waits[kind] - thread.credited[kind]);
    thread.credited[kind] = waits[kind];
  };
  for (const Marker& marker : kMarkers)
    add_marker(marker.kind, marker.text);
  const WaitSums acting{waits[MP_WAKER_PROCESS] + waits[MP_WAKER_KERNEL], 0};
  const auto credit = [&](uint32_t stack, const WaitSums& sums, double) {
    add(stack, sums.switches);
    thread.acting.credit(sums.switches, 0);
  };
  thread.acting.share_out(acting, estimated_, credit);
  if (!is_final)
    return;
  // Those of an unknown waker are what the others leave over, which is certain only now.
  add_marker(MP_WAKER_UNKNOWN, "[woken by an unknown waker]");
  add(marker_stack_("[unsampled]"), thread.acting.rest(acting).switches);
  threads_.erase(record.account.id);
}

}  // namespace meshprof
