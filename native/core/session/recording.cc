// SPDX-License-Identifier: Apache-2.0
#include "recording.h"

#include <utility>

#include "bpf/capture_budget.h"
#include "losses.h"

namespace meshprof {

namespace {

constexpr size_t kMaxProblems = 64;

constexpr char kTooShort[] = "[unsampled: shorter than the minimum wait]";

}  // namespace

Recording::Recording(const BpfOptions& options, std::shared_ptr<reader::Readers> readers)
    : has_wakers_(options.wakers && BpfObject::has_wakers()), stacks_(std::move(readers)),
      min_wait_ns_(options.captures_per_s > 0 ? options.min_wait_ns : 0),
      ledger_(samples_, {stacks_.unsampled_stack(), stacks_.marker(kTooShort)},
              {options.captures_per_s > 0, has_resume_captures(), min_wait_ns_}),
      faults_(samples_, stacks_.unsampled_stack()),
      stalls_(samples_, stacks_.unsampled_stack(), options.stall_ns),
      wakeups_(samples_, [this](const char* text) { return stacks_.marker(text); }) {}

// Masks may be older than the slot's present session, numbers of cuts are not.
bool Recording::wants(uint32_t sessions, uint64_t account) const {
  const uint32_t cut = MP_CUT_OF(account);
  return is_for(sessions) && cut >= window_.first_cut &&
         (window_.last_cut == 0 || cut < window_.last_cut);
}

uint32_t Recording::row_of(const mp_stack_record& record, const Unwound* user,
                           ProcessImage* image) {
  if (user != nullptr)
    return stacks_.stack(record, *user, *image);
  const bool is_hidden = (record.flags & MP_STACK_OF_NO_TARGET) != 0;
  return stacks_.kernel_stack(record, is_hidden ? "waker-no-target" : nullptr);
}

void Recording::add_stack(const mp_stack_record& record, const Unwound* user, ProcessImage* image) {
  if (record.type == MP_RECORD_WAKEUP && !has_wakers_)
    return;
  const uint32_t stack = row_of(record, user, image);
  switch (record.type) {
  case MP_RECORD_WAIT_STACK:
    ledger_.add_stack(record, stack);
    break;
  case MP_RECORD_SLEEPER:
    ledger_.add_sleeper(record, stack);
    break;
  case MP_RECORD_MINOR_FAULT:
  case MP_RECORD_MAJOR_FAULT:
    faults_.add_stack(record, stack);
    break;
  case MP_RECORD_KEY_CHECK:
    ledger_.check_key(record, stack);
    break;
  case MP_RECORD_WAKEUP:
    wakeups_.add_stack(record, stack);
    break;
  default:
    ticks_kept_++;
    stalls_.add_tick(record, stack);
    samples_.add({SampleKind::kOnCpu, 0, record.tgid, record.tid, stack}, 1, 0);
  }
}

void Recording::add_stretch(const mp_stretch_record& record) {
  stalls_.add_stretch(record, window_.start_ns, [this](uint64_t account, uint32_t stack) {
    return ledger_.stack_of(account, stack);
  });
}

void Recording::add_round(const Round& round) {
  if (round.has_wakers && has_wakers_)
    wakers_.begin(round.wakers);
  if (round.has_live) {
    threads_.begin_live();
    stalls_.begin_live();
  }
  for (const mp_thread_record& record : round.ended) {
    if (wants(record.account.sessions, record.account.id))
      add_ended(record);
  }
  add_live(round.live);
  add_faults(round);
}

void Recording::add_ended(const mp_thread_record& record) {
  if (has_wakers_)
    wakeups_.add_account(record, wakers_.add_ended(record), true);
  const bool is_dead = record.account.phase == MP_PHASE_DEAD;
  mp_thread_record settled = record;
  settle_account(settled, true, min_wait_ns_);
  threads_.add_ended(settled);
  // A cut in the middle of the window is none for stalls.
  if (is_dead || is_stopped())
    stalls_.add_account(settled, window_.start_ns, is_dead);
  ledger_.add_account(settled, true);
}

void Recording::add_live(const std::vector<mp_thread_record>& records) {
  for (const mp_thread_record& record : records) {
    if (!wants(record.account.sessions, record.account.id))
      continue;
    if (has_wakers_)
      wakeups_.add_account(record, wakers_.add_live(record), false);
    mp_thread_record settled = record;
    settle_account(settled, false, min_wait_ns_);
    threads_.add_live(settled);
    stalls_.add_account(settled, window_.start_ns, false);
    ledger_.add_account(settled, false);
  }
}

// An account without a fault since the cut that ends the window has not been cut by it.
void Recording::add_faults(const Round& round) {
  for (const mp_faults_record& record : round.ended_faults) {
    if (wants(record.account.sessions, record.account.id))
      faults_.add_account(record, true);
  }
  for (const mp_faults_record& record : round.live_faults) {
    if (wants(record.account.sessions, record.account.id))
      faults_.add_account(record, is_stopped());
  }
}

void Recording::keep_problems(const std::set<std::string>& sentences) {
  for (const std::string& sentence : sentences) {
    if (problems_.size() < kMaxProblems)
      problems_.insert(sentence);
  }
}

void Recording::take(Batch& batch) {
  batch.tables = stacks_.take_rows();
  batch.pending_names = stacks_.names().pending();
  batch.samples = samples_.take();
  batch.exited_tgids = std::exchange(exited_, {});
}

void Recording::fill(SessionTotals& totals, const BpfObject::Counters& counters) {
  totals.threads = threads_.threads();
  totals.wait_classes = threads_.wait_classes();
  totals.on_cpu_expected = counters[MP_COUNT_TICKS];
  totals.on_cpu_kept = ticks_kept_;
  totals.on_cpu_lost = on_cpu_lost(counters);
  totals.off_cpu_lost = off_cpu_lost(counters);
  totals.wakers = wakers_.totals();
  totals.wakers_lost = wakers_lost(counters);
  totals.page_faults = faults_.totals();
  totals.page_faults_lost = page_faults_lost(counters);
  totals.stalls = stalls_.totals();
  totals.stalls_lost = stalls_lost(counters);
  totals.off_cpu_estimated = ledger_.estimated();
  totals.off_cpu_key_checks = ledger_.key_checks().checked;
  totals.off_cpu_key_mismatches = ledger_.key_checks().mismatched;
  totals.names_lost = names_lost();
}

// What is still being read after stop() has waited comes too late, unless drain() is called again.
std::map<std::string, uint64_t> Recording::names_lost() const {
  std::map<std::string, uint64_t> lost = stacks_.names().lost();
  if (is_stopped() && stacks_.names().pending() > 0)
    lost["names-timed-out"] += stacks_.names().pending();
  return lost;
}

}  // namespace meshprof
