// SPDX-License-Identifier: Apache-2.0
// Accounts that the kernel side has not cut yet: each part told once, and no time lost or doubled.
#include "session/account_cuts.h"

#include "symbols/test/check.h"

namespace meshprof {
namespace {

constexpr uint32_t kTgid = 10;
constexpr uint64_t kThread = 7;

mp_wants cut(uint32_t number, uint64_t since_ns, uint32_t sessions) {
  return {since_ns, number, sessions, sessions, 0};
}

// A thread that has waited for a lock since 150, in a known place, and has been in the run queue
// for the last `queued_ns`.
mp_thread_record waiting(uint64_t at_ns, uint64_t queued_ns) {
  mp_thread_record record{};
  record.tgid = kTgid;
  record.at_ns = at_ns;
  record.queued_ns = queued_ns;
  mp_account& account = record.account;
  account.id = MP_ACCOUNT_ID(1, kThread);
  account.begin_ns = 100;
  account.since_ns = 150;
  account.phase = MP_PHASE_WAITING;
  account.place = 3;
  account.places[3].wait_class = MP_WAIT_LOCK;
  account.places[3].stack = 1;
  account.class_ns[MP_WAIT_LOCK] = 40;
  account.class_switches[MP_WAIT_LOCK] = 2;
  account.on_cpu_ns = 10;
  account.nvcsw = 2;
  account.sessions = 1;
  return record;
}

struct Parts {
  std::vector<mp_thread_record> ended, live;
};

Parts split(AccountCuts& cuts, const mp_thread_record& record, bool has_ended = false) {
  Parts parts;
  cuts.split(record, has_ended, parts.ended, parts.live);
  return parts;
}

AccountCuts with_two_cuts() {
  AccountCuts cuts;
  cuts.add(kTgid, cut(2, 400, 3));
  cuts.add(kTgid, cut(3, 700, 2));
  return cuts;
}

TEST("a wait through two cuts has three accounts") {
  AccountCuts cuts = with_two_cuts();
  const Parts parts = split(cuts, waiting(1000, 0));
  CHECK_EQ(parts.ended.size(), 2u);
  CHECK_EQ(parts.live.size(), 1u);
  const mp_thread_record& first = parts.ended[0];
  CHECK_EQ(first.account.id, MP_ACCOUNT_ID(1, kThread));
  CHECK_EQ(first.at_ns, 400u);
  CHECK_EQ(first.account.class_ns[MP_WAIT_LOCK], 40u);
  CHECK_EQ(first.account.since_ns, 150u);
  const mp_thread_record& second = parts.ended[1];
  CHECK_EQ(second.account.id, MP_ACCOUNT_ID(2, kThread));
  CHECK_EQ(second.account.since_ns, 400u);
  CHECK_EQ(second.at_ns, 700u);
  CHECK_EQ(second.account.sessions, 3u);
  const mp_account& third = parts.live[0].account;
  CHECK_EQ(third.id, MP_ACCOUNT_ID(3, kThread));
  CHECK_EQ(third.begin_ns, 700u);
  CHECK_EQ(third.since_ns, 700u);
  CHECK_EQ(third.sessions, 2u);
  CHECK_EQ(third.on_cpu_ns + third.class_ns[MP_WAIT_LOCK] + third.class_switches[MP_WAIT_LOCK], 0u);
  CHECK_EQ(third.place, MP_PLACE_FIRST);
  CHECK_EQ(third.places[MP_PLACE_FIRST].stack, MP_STACK_SLEEPER);
  CHECK_EQ(third.places[MP_PLACE_FIRST].wait_class, MP_WAIT_LOCK);
  CHECK_EQ(third.start_switches, 2u);
}

TEST("what has ended is told once") {
  AccountCuts cuts = with_two_cuts();
  split(cuts, waiting(1000, 0));
  cuts.forget_past();
  const Parts again = split(cuts, waiting(1100, 0));
  CHECK_EQ(again.ended.size(), 0u);
  CHECK_EQ(again.live.size(), 1u);
  CHECK_EQ(again.live[0].account.id, MP_ACCOUNT_ID(3, kThread));
  CHECK_EQ(again.live[0].account.since_ns, 700u);
  // The thread's own cut, at its first event.
  const Parts late = split(cuts, waiting(700, 0), true);
  CHECK_EQ(late.ended.size() + late.live.size(), 0u);
  mp_thread_record now = waiting(1200, 0);
  now.account.id = MP_ACCOUNT_ID(3, kThread);
  CHECK_EQ(split(cuts, now).live.size(), 1u);
}

TEST("an account that its thread has cut later is cut before") {
  AccountCuts cuts = with_two_cuts();
  const Parts parts = split(cuts, waiting(700, 0), true);
  CHECK_EQ(parts.live.size(), 0u);
  CHECK_EQ(parts.ended.size(), 2u);
  CHECK_EQ(parts.ended[0].at_ns, 400u);
  CHECK_EQ(parts.ended[1].account.id, MP_ACCOUNT_ID(2, kThread));
  CHECK_EQ(parts.ended[1].at_ns, 700u);
}

TEST("time in the run queue goes to the side of the cut where it was") {
  AccountCuts cuts = with_two_cuts();
  const Parts parts = split(cuts, waiting(1000, 450));
  CHECK_EQ(parts.ended[0].queued_ns, 0u);
  CHECK_EQ(parts.ended[1].queued_ns, 150u);
  CHECK_EQ(parts.live[0].queued_ns, 300u);
}

TEST("another process and a cut to come change nothing") {
  AccountCuts cuts;
  cuts.add(kTgid + 1, cut(2, 400, 1));
  cuts.add(kTgid, cut(3, 2000, 1));
  const Parts parts = split(cuts, waiting(1000, 0));
  CHECK_EQ(parts.ended.size(), 0u);
  CHECK_EQ(parts.live[0].account.id, MP_ACCOUNT_ID(1, kThread));
}

TEST("a dead thread is told as it is") {
  AccountCuts cuts = with_two_cuts();
  mp_thread_record record = waiting(1000, 0);
  record.account.id = MP_ACCOUNT_ID(3, kThread);
  record.account.phase = MP_PHASE_DEAD;
  const Parts parts = split(cuts, record, true);
  CHECK_EQ(parts.ended.size(), 1u);
  CHECK_EQ(parts.ended[0].at_ns, 1000u);
}

}  // namespace
}  // namespace meshprof
