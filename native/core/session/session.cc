// SPDX-License-Identifier: Apache-2.0
#include "session.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <ctime>
#include <utility>

#include "bpf/capture_budget.h"
#include "losses.h"
#include "target_process.h"

namespace meshprof {

namespace {

// Reading accounts visits all threads of the machine, so not at every drain. Ticks and evicted
// stacks come sooner.
constexpr uint64_t kAccountsPeriodNs = 1'000'000'000;

// Stacks of waits in progress at the start are kept with all they hold until they take this much
// memory, then with a slice that is enough for almost all waits (the deepest of Envoy's and nginx's
// took 1.7 KiB).
constexpr size_t kRoomySleeperBytes = 16 << 20;
constexpr size_t kTightSliceBytes = 2048;

// Names that symbol tables hold come in less, the first time in a few tens of milliseconds.
constexpr std::chrono::milliseconds kQuickNamesPatience{10};

uint64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

}  // namespace

Session::Session(const SessionOptions& options)
    : options_(options.bpf), name_wait_ms_(options.name_wait_ms),
      readers_(reader::Readers::shared()),
      processes_([this](uint32_t tgid) { return bpf_.target(tgid); }), stacks_(readers_),
      ledger_(samples_, stacks_.unsampled_stack(), options_.captures_per_s > 0,
              has_resume_captures()),
      faults_(samples_, stacks_.unsampled_stack()),
      stalls_(samples_, stacks_.unsampled_stack(), options_.stall_ns),
      wakeups_(samples_, [this](const char* text) { return stacks_.marker(text); }) {}

std::unique_ptr<Session> Session::open(const SessionOptions& options, Failure& failure) {
  for (const uint32_t tgid : options.bpf.tgids) {
    if ((failure = check_target(tgid)))
      return nullptr;
  }
  reader::Readers::configure(options.reader);
  std::unique_ptr<Session> session(new Session(options));
  if ((failure = session->start()))
    return nullptr;
  return session;
}

Failure Session::start() {
  if (Failure failure = bpf_.open(options_))
    return failure;
  // A process that has ended meanwhile would never be reported as ended.
  for (const uint32_t tgid : options_.tgids) {
    if (Failure failure = check_target(tgid))
      return failure;
  }
  see_targets();
  bpf_memory_bytes_ = bpf_.memory_bytes();
  if (options_.off_cpu) {
    if (Failure failure = bpf_.open_accounts())
      return failure;
  }
  if (options_.page_faults) {
    if (Failure failure = bpf_.open_fault_accounts())
      return failure;
  }
  start_ns_ = bpf_.begin_window();
  accounts_read_ns_ = start_ns_;
  if (!options_.off_cpu || options_.captures_per_s == 0)
    return {};
  return bpf_.read_sleepers([this](const void* record, size_t) {
    keep_sleeper(*static_cast<const mp_stack_record*>(record));
  });
}

void Session::keep_sleeper(const mp_stack_record& record) {
  const bool is_roomy = sleeper_bytes_ < kRoomySleeperBytes;
  sleepers_.emplace_back(record, is_roomy ? size_t{MP_MAX_SLICE_BYTES} : kTightSliceBytes);
  sleeper_bytes_ += stack_record_bytes(sleepers_.back().record());
}

void Session::see_targets() {
  bpf_.for_each_target(
      [this](uint32_t tgid, const mp_target& target) { processes_.see(tgid, target); });
}

Failure Session::drain(Batch& batch) {
  const bool is_due = monotonic_ns() - accounts_read_ns_ >= kAccountsPeriodNs;
  if (stop_ns_ == 0) {
    if (Failure failure = collect(is_due))
      return failure;
  }
  using WaitFor = reader::NameReader::WaitFor;
  readers_->names.work(kQuickNamesPatience, WaitFor::kQuickNames);
  batch.tables = stacks_.take_rows();
  batch.pending_names = stacks_.names().pending();
  batch.samples = samples_.take();
  batch.exited_tgids = processes_.take_exited();
  return {};
}

Failure Session::stop() {
  if (stop_ns_ != 0)
    return {};
  stop_ns_ = bpf_.end_window();
  const Failure failure = collect(true);
  bpf_.detach();
  readers_->names.work(std::chrono::milliseconds(name_wait_ms_),
                       reader::NameReader::WaitFor::kAllNames);
  return failure;
}

// Accounts are taken first and applied last: every stack that they speak of is then in the records
// between. Processes that were gone before all that can be forgotten after it.
Failure Session::collect(bool with_accounts) {
  const std::vector<uint32_t> gone = gone_targets();
  std::vector<mp_thread_record> ended;
  std::vector<mp_thread_record> live;
  std::vector<mp_faults_record> ended_faults;
  std::vector<mp_faults_record> live_faults;
  Failure failure;
  if (options_.page_faults)
    failure = take_faults(with_accounts, ended_faults, live_faults);
  if (options_.off_cpu) {
    bpf_.take_exited([&ended](const void* record, size_t) {
      ended.push_back(*static_cast<const mp_thread_record*>(record));
    });
    if (with_accounts && !failure)
      failure = bpf_.read_accounts(live);
  }
  if (with_accounts)
    accounts_read_ns_ = monotonic_ns();
  processes_.begin_round();
  see_targets();
  for (const StackRecordCopy& sleeper : std::exchange(sleepers_, {}))
    on_stack_record(sleeper.record());
  consume_records();
  for (const SliceSizes::Limit& limit : stacks_.take_slice_limits())
    bpf_.limit_slice(limit.tgid, limit.image, limit.bytes);
  if (with_accounts && bpf_.has_wakers())
    read_wakers();
  add_ended(ended);
  if (with_accounts && !failure)
    add_live(live);
  for (const mp_waker_key& key : wakers_.take_finished())
    bpf_.forget_waker(key);
  add_faults(ended_faults, live_faults);
  forget(gone);
  return failure;
}

void Session::add_ended(const std::vector<mp_thread_record>& records) {
  for (const mp_thread_record& record : records) {
    threads_.add_ended(record);
    if (bpf_.has_wakers())
      wakeups_.add_account(record, wakers_.add_ended(record), true);
    stalls_.add_account(record, true);
    ledger_.add_account(record, true);
  }
}

void Session::add_live(std::vector<mp_thread_record>& records) {
  threads_.begin_live();
  stalls_.begin_live();
  for (mp_thread_record& record : records) {
    if (bpf_.has_wakers())
      wakeups_.add_account(record, wakers_.add_live(record), stop_ns_ != 0);
    settle_account(record, stop_ns_ != 0);
    threads_.add_live(record);
    stalls_.add_account(record, false);
    ledger_.add_account(record, stop_ns_ != 0);
  }
}

void Session::read_wakers() {
  std::vector<std::pair<mp_waker_key, mp_waker_sum>> spilled;
  bpf_.read_wakers([&spilled](const mp_waker_key& key, const mp_waker_sum& sum) {
    spilled.emplace_back(key, sum);
  });
  wakers_.begin(std::move(spilled));
}

Failure Session::take_faults(bool with_accounts, std::vector<mp_faults_record>& ended,
                             std::vector<mp_faults_record>& live) {
  const auto append_to = [](std::vector<mp_faults_record>& records) {
    return [&records](const void* record, size_t) {
      records.push_back(*static_cast<const mp_faults_record*>(record));
    };
  };
  bpf_.take_exited_faults(append_to(ended));
  return with_accounts ? bpf_.read_faults(append_to(live)) : Failure{};
}

void Session::add_faults(const std::vector<mp_faults_record>& ended,
                         const std::vector<mp_faults_record>& live) {
  for (const mp_faults_record& record : ended)
    faults_.add_account(record, true);
  for (const mp_faults_record& record : live)
    faults_.add_account(record, stop_ns_ != 0);
}

// Ended, told to the caller, and past the last switch of its last thread.
std::vector<uint32_t> Session::gone_targets() const {
  std::vector<uint32_t> gone;
  for (const uint32_t tgid : processes_.exited()) {
    if (check_target(tgid))
      gone.push_back(tgid);
  }
  return gone;
}

void Session::forget(const std::vector<uint32_t>& tgids) {
  for (const uint32_t tgid : tgids) {
    bpf_.forget_target(tgid);
    stacks_.forget_process(tgid);
    for (const uint32_t image : processes_.forget(tgid))
      stacks_.forget_image(image);
  }
}

// After the window has closed no new records come, so the ring is emptied however much it holds.
void Session::consume_records() {
  const auto handler = [this](const void* record, size_t) { on_record(record); };
  while (!bpf_.consume(handler) && stop_ns_ != 0) {
  }
}

void Session::on_record(const void* record) {
  uint32_t type = 0;
  memcpy(&type, record, sizeof type);
  switch (type) {
  case MP_RECORD_TICK:
  case MP_RECORD_WAIT_STACK:
  case MP_RECORD_SLEEPER:
  case MP_RECORD_MINOR_FAULT:
  case MP_RECORD_MAJOR_FAULT:
  case MP_RECORD_KEY_CHECK:
  case MP_RECORD_WAKEUP:
    on_stack_record(*static_cast<const mp_stack_record*>(record));
    break;
  case MP_RECORD_WAIT:
    ledger_.add_wait(*static_cast<const mp_wait_record*>(record));
    break;
  case MP_RECORD_STRETCH:
    stalls_.add_stretch(
        *static_cast<const mp_stretch_record*>(record),
        [this](uint64_t account, uint32_t stack) { return ledger_.stack_of(account, stack); });
    break;
  default:
    break;
  }
}

uint32_t Session::stack_of(const mp_stack_record& record) {
  if (record.type == MP_RECORD_WAKEUP && (record.flags & MP_STACK_OF_NO_TARGET) != 0)
    return stacks_.kernel_stack(record, "waker-no-target");
  if (record.type == MP_RECORD_WAKEUP && (record.flags & MP_STACK_OF_KERNEL_THREAD) != 0)
    return stacks_.kernel_stack(record, nullptr);
  return stacks_.stack(record, processes_.image(record.tgid, record.image));
}

void Session::on_stack_record(const mp_stack_record& record) {
  const uint32_t stack = stack_of(record);
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

Failure Session::totals(SessionTotals& totals) {
  if (stop_ns_ == 0) {
    if (Failure failure = collect(true))
      return failure;
  }
  const BpfSession::Counters counters = bpf_.counters();
  totals.duration_ns = (stop_ns_ != 0 ? stop_ns_ : monotonic_ns()) - start_ns_;
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
  totals.problems = problems();
  totals.bpf_memory_bytes = bpf_memory_bytes_;
  return {};
}

// What is still being read after stop() has waited comes too late, unless drain() is called again.
std::map<std::string, uint64_t> Session::names_lost() const {
  std::map<std::string, uint64_t> lost = stacks_.names().lost();
  if (stop_ns_ != 0 && stacks_.names().pending() > 0)
    lost["names-timed-out"] += stacks_.names().pending();
  return lost;
}

std::vector<std::string> Session::problems() const {
  std::vector<std::string> sentences = processes_.problems();
  if (!readers_->quick.problem().empty())
    sentences.insert(sentences.begin(), "binaries are not read: " + readers_->quick.problem());
  return sentences;
}

}  // namespace meshprof
