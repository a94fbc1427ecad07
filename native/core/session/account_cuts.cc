// SPDX-License-Identifier: Apache-2.0
#include "account_cuts.h"

#include <algorithm>
#include <cstring>

#include "account_values.h"

namespace meshprof {

namespace {

// Of a time in the run queue that lasts until `until_ns`: what came before `at_ns`.
uint64_t queued_before(uint64_t queued_ns, uint64_t at_ns, uint64_t until_ns) {
  return growth(queued_ns, growth(until_ns, at_ns));
}

mp_thread_record until(const mp_thread_record& record, uint64_t at_ns) {
  mp_thread_record part = record;
  part.at_ns = at_ns;
  part.queued_ns = queued_before(record.queued_ns, at_ns, record.at_ns);
  return part;
}

// What the stretch holds of the account's sums is told by differences, modulo 2^64.
void move_loop(mp_account& account) {
  mp_loop& loop = account.loop;
  loop.on_cpu_ns -= account.on_cpu_ns;
  loop.seen_on_cpu_ns -= account.on_cpu_ns;
  loop.runnable_ns -= account.class_ns[MP_WAIT_RUNNABLE] + account.class_ns[MP_WAIT_PREEMPTED] +
                      account.class_ns[MP_WAIT_THROTTLED];
  loop.polls += account.class_switches[MP_WAIT_POLL_IDLE];
  loop.locks += account.class_switches[MP_WAIT_LOCK];
  loop.longest_wait_stack = 0;
}

void clear_sums(mp_account& account) {
  account.on_cpu_ns = account.voluntary_switches = account.involuntary_switches = 0;
  account.stacks = account.length_stacks = 0;
  memset(account.class_switches, 0, sizeof account.class_switches);
  memset(account.class_ns, 0, sizeof account.class_ns);
  memset(account.short_switches, 0, sizeof account.short_switches);
  memset(account.short_ns, 0, sizeof account.short_ns);
  memset(account.places, 0, sizeof account.places);
  memset(account.wakers, 0, sizeof account.wakers);
}

// As begin_anew() in bpf/cut.bpf.h.
mp_thread_record from(const mp_thread_record& record, const mp_wants& wants) {
  mp_thread_record part = record;
  mp_account& account = part.account;
  const mp_place& place = account.places[account.place < MP_PLACES ? account.place : 0];
  const uint8_t wait_class = place.wait_class;
  move_loop(account);
  clear_sums(account);
  account.id = MP_ACCOUNT_ID(wants.cut, account.id);
  account.begin_ns = wants.since_ns;
  account.since_ns = std::max<uint64_t>(account.since_ns, wants.since_ns);
  account.sessions = wants.off_cpu;
  account.stack_sessions = wants.wait_stacks;
  part.queued_ns -= queued_before(record.queued_ns, wants.since_ns, record.at_ns);
  if (account.phase != MP_PHASE_WAITING)
    return part;
  account.place = MP_PLACE_FIRST;
  account.start_switches = account.nvcsw + account.nivcsw;
  account.places[MP_PLACE_FIRST].wait_class = wait_class;
  if (ends_in_queue(wait_class))
    account.places[MP_PLACE_FIRST].stack = MP_STACK_SLEEPER;
  return part;
}

}  // namespace

void AccountCuts::add(uint32_t tgid, const mp_wants& wants) {
  std::vector<mp_wants>& cuts = cuts_[tgid];
  if (cuts.empty() || cuts.back().cut < wants.cut)
    cuts.push_back(wants);
}

void AccountCuts::split(const mp_thread_record& record, bool has_ended,
                        std::vector<mp_thread_record>& ended, std::vector<mp_thread_record>& live) {
  const uint64_t thread = MP_THREAD_OF(record.account.id);
  mp_thread_record part = record;
  if (const auto told = told_.find(thread); told != told_.end()) {
    if (MP_CUT_OF(record.account.id) < told->second.wants.cut) {
      if (record.at_ns <= told->second.wants.since_ns)
        return;
      part = from(record, told->second.wants);
    } else {
      told_.erase(told);
    }
  }
  const auto cuts = cuts_.find(record.tgid);
  if (cuts != cuts_.end() && record.account.phase != MP_PHASE_DEAD) {
    for (const mp_wants& wants : cuts->second) {
      if (wants.cut <= MP_CUT_OF(part.account.id) || wants.since_ns >= part.at_ns)
        continue;
      ended.push_back(until(part, wants.since_ns));
      part = from(part, wants);
      told_[thread] = {record.tgid, wants};
    }
  }
  (has_ended ? ended : live).push_back(part);
  if (has_ended && record.account.phase == MP_PHASE_DEAD)
    told_.erase(thread);
}

void AccountCuts::forget_past() {
  for (auto& [tgid, cuts] : cuts_)
    cuts.erase(cuts.begin(), cuts.end() - 1);
}

void AccountCuts::forget(uint32_t tgid) {
  cuts_.erase(tgid);
  std::erase_if(told_, [tgid](const auto& entry) { return entry.second.tgid == tgid; });
}

}  // namespace meshprof
