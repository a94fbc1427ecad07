// SPDX-License-Identifier: Apache-2.0
#include "wait_ledger.h"

#include <algorithm>
#include <iterator>

#include "account_values.h"

namespace meshprof {

namespace {

// When a wait ends, the scheduler's clock says how much of it was spent in a run queue; it and
// CLOCK_MONOTONIC differ by microseconds at most over a wait.
constexpr uint64_t kClockSlackNs = 1'000'000;

uint8_t known_class(uint8_t wait_class) {
  return wait_class < MP_WAIT_CLASSES ? wait_class : uint8_t{MP_WAIT_OTHER};
}

size_t place_index(const mp_account& account) {
  return account.place < MP_PLACES ? account.place : MP_PLACE_FIRST;
}

// Captured without a place of its own: a record of all of it comes when it ends.
bool has_record_to_come(const mp_account& account) {
  return account.phase == MP_PHASE_WAITING && account.place == MP_PLACE_NONE &&
         account.places[MP_PLACE_NONE].stack != 0;
}

// The wait in progress may end before it is long enough for a stack. How long the first one of an
// account is in all is not known.
bool is_too_short_yet(const mp_thread_record& record, uint64_t min_wait_ns) {
  const mp_account& account = record.account;
  return account.phase == MP_PHASE_WAITING && account.place != MP_PLACE_FIRST &&
         growth(record.at_ns, account.since_ns) < min_wait_ns;
}

void settle_wait(mp_account& account, uint64_t elapsed, uint64_t queued, bool is_final) {
  mp_place& place = account.places[place_index(account)];
  const uint8_t wait_class = known_class(place.wait_class);
  // A thread that has had no event yet and is in a run queue may have slept before.
  const bool is_open = queued > 0 || wait_class == MP_WAIT_RUNNABLE;
  if (!is_final && is_open && wait_class != MP_WAIT_PREEMPTED && wait_class != MP_WAIT_THROTTLED)
    return;
  if (!is_final && ends_in_queue(wait_class))
    elapsed = growth(elapsed, kClockSlackNs);
  if (!ends_in_queue(wait_class))
    queued = 0;
  queued = std::min(queued, elapsed);
  place.wait_ns += elapsed - queued;
  place.runnable_ns += queued;
  account.class_ns[wait_class] += elapsed - queued;
  account.class_ns[MP_WAIT_RUNNABLE] += queued;
}

}  // namespace

void settle_account(mp_thread_record& record, bool is_final, uint64_t min_wait_ns) {
  mp_account& account = record.account;
  if (!is_final && (has_record_to_come(account) || is_too_short_yet(record, min_wait_ns)))
    return;
  const uint64_t elapsed = growth(record.at_ns, account.since_ns);
  if (account.phase == MP_PHASE_RUNNING)
    account.on_cpu_ns += elapsed;
  else if (account.phase == MP_PHASE_WAITING)
    settle_wait(account, elapsed, record.queued_ns, is_final);
}

void WaitLedger::add_sleeper(const mp_stack_record& record, uint32_t stack) {
  Sleepers& sleepers = sleepers_[record.tid];
  if (sleepers.last.switches != record.switches)
    sleepers.before = sleepers.last;
  sleepers.last = {record.switches, stack};
}

void WaitLedger::add_stack(const mp_stack_record& record, uint32_t stack) {
  thread(record.account, record.tgid, record.tid).places[record.stack].stack = stack;
}

void WaitLedger::check_key(const mp_stack_record& record, uint32_t stack) {
  const Thread& owner = thread(record.account, record.tgid, record.tid);
  const auto place = owner.places.find(record.stack);
  if (place == owner.places.end())
    return;
  key_checks_.checked++;
  if (place->second.stack != stack)
    key_checks_.mismatched++;
}

void WaitLedger::add_wait(const mp_wait_record& record) {
  Thread& owner = thread(record.account, record.tgid, record.tid);
  if (record.rate != MP_RATE_ALL) {
    add_sampled_wait(owner, record);
    return;
  }
  const auto found = owner.places.find(record.place.stack);
  if (found == owner.places.end())
    return;
  add_place(owner, found->second, record.place);
  owner.places.erase(found);
}

void WaitLedger::add_account(const mp_thread_record& record, bool is_final) {
  const mp_account& account = record.account;
  Thread& owner = thread(account.id, record.tgid, record.tid);
  add_first_place(owner, account);
  for (size_t i = MP_PLACE_BLOCKED; i < MP_PLACES; i++) {
    mp_place place = account.places[i];
    const auto found = owner.places.find(place.stack);
    if (found == owner.places.end())
      continue;
    if (!is_final && i == account.place && may_be_short(record))
      place.switches--;
    add_place(owner, found->second, place);
  }
  // A wait without a place of its own sends a record when it ends. This one does not end, so it has
  // not been judged by its length.
  const mp_place& present = account.places[MP_PLACE_NONE];
  if (is_final && present.stack != 0)
    add_wait({MP_RECORD_WAIT, record.tgid, record.tid, account.rate, account.id, account.rate, 0,
              present});
  forget_places(owner, account);
  if (rules_.is_sampled)
    add_short(owner, account);
  share_out(owner, record, is_final);
  if (is_final || !rules_.is_sampled)
    add_rest(owner, account);
  if (is_final)
    threads_.erase(account.id);
}

uint32_t WaitLedger::stack_of(uint64_t account, uint32_t stack) const {
  const auto thread = threads_.find(account);
  // 0 is how `places` calls the first wait, but an account a wait without a stack.
  if (thread == threads_.end() || stack == 0)
    return markers_.unsampled;
  const auto place = thread->second.places.find(stack);
  return place == thread->second.places.end() ? markers_.unsampled : place->second.stack;
}

WaitLedger::Thread& WaitLedger::thread(uint64_t account, uint32_t tgid, uint32_t tid) {
  Thread& thread = threads_[account];
  thread.tgid = tgid;
  thread.tid = tid;  // exec can give a thread the tid of its process
  return thread;
}

// A place that the account no longer holds has had its last record; it may have been lost.
void WaitLedger::forget_places(Thread& thread, const mp_account& account) {
  std::erase_if(thread.places, [&account](const auto& entry) {
    const uint32_t stack = entry.first;
    if (stack > account.stacks || stack == 0)
      return false;  // of the first wait, no place at all, or captured since the account was read
    return std::none_of(std::begin(account.places), std::end(account.places),
                        [stack](const mp_place& place) { return place.stack == stack; });
  });
}

// What was in progress when the account began. A sleeper's stack is that of the account's first
// wait only if the thread has not switched in between. No sample stands for this wait: it is not of
// those that are captured by chance.
void WaitLedger::add_first_place(Thread& thread, const mp_account& account) {
  const mp_place& first = account.places[MP_PLACE_FIRST];
  Place& known = thread.places[0];
  known.stack = markers_.unsampled;
  const auto sleepers = sleepers_.find(thread.tid);
  if (first.stack == MP_STACK_SLEEPER && sleepers != sleepers_.end()) {
    for (const Sleeper& sleeper : {sleepers->second.before, sleepers->second.last}) {
      if (sleeper.switches == account.start_switches)
        known.stack = sleeper.stack;
    }
  }
  add_place(thread, known, first);
}

void WaitLedger::add_place(Thread& thread, Place& known, const mp_place& place) {
  credit(thread, known.stack, place.wait_class, growth(place.switches, known.switches),
         growth(place.wait_ns, known.wait_ns));
  credit(thread, known.stack, MP_WAIT_RUNNABLE, 0, growth(place.runnable_ns, known.runnable_ns));
  known.switches = std::max(known.switches, static_cast<uint64_t>(place.switches));
  known.wait_ns = std::max(known.wait_ns, static_cast<uint64_t>(place.wait_ns));
  known.runnable_ns = std::max(known.runnable_ns, static_cast<uint64_t>(place.runnable_ns));
}

void WaitLedger::add_sampled_wait(Thread& thread, const mp_wait_record& record) {
  const mp_place& place = record.place;
  const auto found = thread.places.find(place.stack);
  if (found == thread.places.end())
    return;
  const uint32_t stack = found->second.stack;
  estimated_.samples++;
  thread.strata[known_class(place.wait_class)].add_sample(stack, record.rate, record.time_rate,
                                                          place.wait_ns);
  thread.strata[MP_WAIT_RUNNABLE].add_sample(stack, 0, record.time_rate, place.runnable_ns);
  if (place.stack & MP_STACK_OF_LENGTH)
    thread.places.erase(found);
}

void WaitLedger::credit(Thread& thread, uint32_t stack, uint8_t wait_class, uint64_t switches,
                        uint64_t time_ns, const TimeEstimate& estimate) {
  wait_class = known_class(wait_class);
  thread.strata[wait_class].credit(switches, time_ns);
  samples_.add({SampleKind::kOffCpu, wait_class, thread.tgid, thread.tid, stack}, switches, time_ns,
               estimate);
}

bool WaitLedger::may_be_short(const mp_thread_record& record) const {
  return rules_.is_sampled && is_too_short_yet(record, rules_.min_wait_ns);
}

// No sample stands for these.
void WaitLedger::add_short(Thread& thread, const mp_account& account) {
  for (uint8_t i = 0; i < MP_WAIT_CLASSES; i++) {
    WaitSums& known = thread.too_short[i];
    const WaitSums sums{account.short_switches[i], account.short_ns[i]};
    samples_.add({SampleKind::kOffCpu, i, thread.tgid, thread.tid, markers_.too_short},
                 growth(sums.switches, known.switches), growth(sums.time_ns, known.time_ns));
    known = sums;
  }
}

// Of the waits that stacks share.
WaitSums WaitLedger::sums_of(const mp_account& account, uint8_t wait_class) const {
  const WaitSums all{account.class_switches[wait_class], account.class_ns[wait_class]};
  if (!rules_.is_sampled)
    return all;
  return {all.switches - account.short_switches[wait_class],
          all.time_ns - account.short_ns[wait_class]};
}

void WaitLedger::share_out(Thread& thread, const mp_thread_record& record, bool is_final) {
  const mp_account& account = record.account;
  const bool is_open = !is_final && (has_record_to_come(account) || may_be_short(record));
  const uint8_t present = known_class(account.places[place_index(account)].wait_class);
  for (uint8_t i = 0; i < MP_WAIT_CLASSES; i++) {
    WaitSums exact = sums_of(account, i);
    if (is_open && i == present)
      exact.switches--;
    thread.strata[i].share_out(
        exact, estimated_,
        [this, &thread, i](uint32_t stack, const WaitSums& sums, double variance_ns2) {
          credit(thread, stack, i, sums.switches, sums.time_ns, {sums.time_ns, variance_ns2});
        });
  }
}

void WaitLedger::add_rest(Thread& thread, const mp_account& account) {
  for (uint8_t i = 0; i < MP_WAIT_CLASSES; i++) {
    const WaitSums rest = thread.strata[i].rest(sums_of(account, i));
    credit(thread, markers_.unsampled, i, rest.switches, rest.time_ns);
  }
}

}  // namespace meshprof
