// SPDX-License-Identifier: Apache-2.0
#include "wait_ledger.h"

#include <algorithm>
#include <iterator>

namespace meshprof {

namespace {

// What is new in a sum that only grows. It may seem to shrink where an account was read before a
// record of it arrived.
uint64_t growth(uint64_t now, uint64_t before) {
  return now > before ? now - before : 0;
}

}  // namespace

void settle_account(mp_thread_record& record) {
  mp_account& account = record.account;
  const uint64_t elapsed = growth(record.at_ns, account.since_ns);
  mp_place& place = account.places[account.place < MP_PLACES ? account.place : 0];
  const uint8_t wait_class = place.wait_class < MP_WAIT_CLASSES ? place.wait_class : uint8_t{0};
  switch (account.phase) {
  case MP_PHASE_RUNNING:
    account.on_cpu_ns += elapsed;
    break;
  case MP_PHASE_WAITING:
    place.wait_ns += elapsed;
    account.class_ns[wait_class] += elapsed;
    break;
  case MP_PHASE_RUNNABLE:
    place.runnable_ns += elapsed;
    account.class_ns[MP_WAIT_RUNNABLE] += elapsed;
    break;
  default:
    break;
  }
  account.since_ns = std::max(account.since_ns, record.at_ns);
}

void WaitLedger::add_sleeper(const mp_stack_record& record, uint32_t stack) {
  sleepers_[record.tid] = {record.switches, stack};
}

void WaitLedger::add_stack(const mp_stack_record& record, uint32_t stack) {
  thread(record.account, record.tgid, record.tid).places[record.stack].stack = stack;
}

void WaitLedger::add_wait(const mp_wait_record& record) {
  Thread& owner = thread(record.account, record.tgid, record.tid);
  add_place(owner, record.place);
  owner.places.erase(record.place.stack);
}

void WaitLedger::add_account(const mp_thread_record& record, bool is_final) {
  const mp_account& account = record.account;
  if (account.id == 0 && !is_final)
    return;  // it will have an account at its first event
  Thread& owner = thread(account.id, record.tgid, record.tid);
  add_sleeper_place(owner, account);
  for (const mp_place& place : account.places) {
    if (place.stack != 0)
      add_place(owner, place);
  }
  forget_places(owner, account);
  if (!is_final)
    return;
  add_rest(owner, account);
  threads_.erase(account.id);
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
    if (stack > account.stacks)
      return false;  // a sleeper's, or captured since the account was read
    return std::none_of(std::begin(account.places), std::end(account.places),
                        [stack](const mp_place& place) { return place.stack == stack; });
  });
}

// The sleeper's stack is that of the account's first wait only if the thread has not switched in
// between.
void WaitLedger::add_sleeper_place(Thread& thread, const mp_account& account) {
  const mp_place& first = account.places[MP_PLACE_FIRST];
  const auto sleeper = sleepers_.find(thread.tid);
  if (first.stack != MP_STACK_SLEEPER || sleeper == sleepers_.end())
    return;
  if (sleeper->second.switches != account.start_switches)
    return;
  thread.places[MP_STACK_SLEEPER].stack = sleeper->second.stack;
}

void WaitLedger::add_place(Thread& thread, const mp_place& place) {
  const auto found = thread.places.find(place.stack);
  if (found == thread.places.end())
    return;
  Place& known = found->second;
  add_sample(thread, known.stack, place.wait_class, growth(place.switches, known.switches),
             growth(place.wait_ns, known.wait_ns));
  add_sample(thread, known.stack, MP_WAIT_RUNNABLE, 0,
             growth(place.runnable_ns, known.runnable_ns));
  known.switches = std::max(known.switches, static_cast<uint64_t>(place.switches));
  known.wait_ns = std::max(known.wait_ns, static_cast<uint64_t>(place.wait_ns));
  known.runnable_ns = std::max(known.runnable_ns, static_cast<uint64_t>(place.runnable_ns));
}

void WaitLedger::add_sample(Thread& thread, uint32_t stack, uint8_t wait_class, uint64_t switches,
                            uint64_t time_ns) {
  if (wait_class >= MP_WAIT_CLASSES)
    wait_class = MP_WAIT_OTHER;
  thread.sampled[wait_class].switches += switches;
  thread.sampled[wait_class].time_ns += time_ns;
  samples_.add({SampleKind::kOffCpu, wait_class, thread.tgid, thread.tid, stack}, switches,
               time_ns);
}

void WaitLedger::add_rest(Thread& thread, const mp_account& account) {
  for (uint8_t i = 0; i < MP_WAIT_CLASSES; i++) {
    const Sums sampled = thread.sampled[i];
    add_sample(thread, unsampled_stack_, i, growth(account.class_switches[i], sampled.switches),
               growth(account.class_ns[i], sampled.time_ns));
  }
}

}  // namespace meshprof
