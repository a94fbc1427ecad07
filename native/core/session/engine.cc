// SPDX-License-Identifier: Apache-2.0
#include "engine.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <unordered_set>
#include <utility>

#include "bpf/monotonic_clock.h"
#include "target_process.h"

namespace meshprof {

namespace {

// Reading accounts visits all threads of the machine, so not at every drain. Ticks and evicted
// stacks come sooner.
constexpr uint64_t kAccountsPeriodNs = 1'000'000'000;

// Stacks of waits in progress at a cut are kept with all they hold until they take this much
// memory, then with a slice that is enough for almost all waits (the deepest of Envoy's and nginx's
// took 1.7 KiB).
constexpr size_t kRoomySleeperBytes = 16 << 20;
constexpr size_t kTightSliceBytes = 2048;

template <typename Record> auto append_to(std::vector<Record>& records) {
  return [&records](const void* record, size_t) {
    records.push_back(*static_cast<const Record*>(record));
  };
}

// Of those that ended between the two reads the second has the last word.
template <typename Record>
void drop_ended(std::vector<Record>& live, const std::vector<Record>& ended) {
  std::unordered_set<uint64_t> ids;
  for (const Record& record : ended)
    ids.insert(record.account.id);
  std::erase_if(live, [&ids](const Record& record) { return ids.contains(record.account.id); });
}

uint32_t sessions_of(const mp_target& target) {
  const mp_wants& wants = target.wants;
  return target.on_cpu | target.follow | wants.off_cpu | wants.page_faults;
}

}  // namespace

Engine::Engine() : processes_([this](uint32_t tgid) { return kernel_.object().target(tgid); }) {}

std::shared_ptr<Engine> Engine::shared(const BpfOptions& options, Failure& failure) {
  static std::weak_ptr<Engine> known;
  std::shared_ptr<Engine> engine = known.lock();
  if (engine == nullptr)
    engine.reset(new Engine);
  if ((failure = engine->kernel_.load_for(options)))
    return nullptr;
  known = engine;
  return engine;
}

Failure Engine::begin(Recording& recording, const BpfOptions& options) {
  forget_reused(options.tgids);
  if (Failure failure = kernel_.open(options, recording.window()))
    return failure;
  // A process that has ended meanwhile would never be reported as ended.
  Failure failure = check_targets(options.tgids);
  if (!failure) {
    // Where they cannot be had, maps are as old as their last reading.
    if (running_.empty())
      mappings_.open();
    running_.push_back({&recording, options});
    see_targets();
    failure = kernel_.begin(recording.window());
  }
  if (!failure && options.has_accounts())
    failure = note_cut();
  if (!failure)
    return {};
  leave(recording);
  note_cut();
  release(recording);
  return failure;
}

Failure Engine::check_targets(const std::vector<uint32_t>& tgids) const {
  for (const uint32_t tgid : tgids) {
    if (Failure failure = check_target(tgid))
      return failure;
  }
  return {};
}

// A target that has ended, though its pid is in use: by another process.
void Engine::forget_reused(const std::vector<uint32_t>& tgids) {
  std::vector<uint32_t> reused;
  for (const uint32_t tgid : tgids) {
    const auto known = kernel_.object().target(tgid);
    if (known && known->exited != 0)
      reused.push_back(tgid);
  }
  if (reused.empty())
    return;
  collect(true);
  forget(reused);
}

// After a cut: when it was, and in which waits it came.
Failure Engine::note_cut() {
  bool has_stacks = false;
  kernel_.object().for_each_target([&](uint32_t tgid, const mp_target& target) {
    if (target.wants.cut != kernel_.last_cut())
      return;
    cuts_.add(tgid, target.wants);
    has_stacks |= target.wants.wait_stacks != 0;
  });
  if (!has_stacks)
    return {};
  return kernel_.object().read_sleepers([this](const void* record, size_t) {
    keep_sleeper(*static_cast<const mp_stack_record*>(record));
  });
}

void Engine::keep_sleeper(const mp_stack_record& record) {
  const bool is_roomy = sleeper_bytes_ < kRoomySleeperBytes;
  sleepers_.emplace_back(record, is_roomy ? size_t{MP_MAX_SLICE_BYTES} : kTightSliceBytes);
  sleeper_bytes_ += stack_record_bytes(sleepers_.back().record());
}

Failure Engine::end(Recording& recording) {
  const bool has_accounts = recording.window().first_cut != 0;
  kernel_.end(recording.window());
  Failure failure = has_accounts ? note_cut() : Failure{};
  if (const Failure unread = collect(true); unread && !failure)
    failure = unread;
  // Stacks of processes that perhaps nobody watches any more.
  kernel_.object().overwrite_read([this] { consume(true); });
  recording.keep_problems(problems(recording));
  leave(recording);
  return failure;
}

void Engine::leave(Recording& recording) {
  std::erase_if(running_, [&](const Running& session) { return session.recording == &recording; });
  if (running_.empty())
    mappings_.close();
  kernel_.detach(recording.window());
}

void Engine::release(Recording& recording) {
  if (!recording.is_stopped())
    end(recording);
  kernel_.release(recording.window());
  forget(kernel_.unwanted_targets());
}

// Accounts are taken first and applied last: every stack that they speak of is then in the records
// between. Processes that were gone before all that can be forgotten after it.
Failure Engine::collect(bool with_accounts) {
  const std::vector<uint32_t> gone = gone_targets();
  Round round;
  round.has_live = with_accounts || monotonic_ns() - accounts_read_ns_ >= kAccountsPeriodNs;
  const Failure failure = read_round(round);
  processes_.begin_round();
  follow_mappings();
  see_targets();
  for (const StackRecordCopy& sleeper : std::exchange(sleepers_, {}))
    on_stack_record(sleeper.record());
  sleeper_bytes_ = 0;
  consume(with_accounts);
  for (const SliceSizes::Limit& limit : user_stacks_.take_slice_limits())
    kernel_.object().limit_slice(limit.tgid, limit.image, limit.bytes);
  for (const Running& session : running_)
    session.recording->add_round(round);
  forget_wakers(round);
  forget(gone);
  return failure;
}

Failure Engine::read_round(Round& round) {
  Failure failure;
  if (any(&BpfOptions::off_cpu))
    failure = read_threads(round);
  if (any(&BpfOptions::page_faults) && !failure)
    failure = read_faults(round);
  if (any(&BpfOptions::wakers) && BpfObject::has_wakers() &&
      (round.has_live || !round.ended.empty()))
    read_wakers(round);
  if (failure)
    round.has_live = false;
  else if (round.has_live)
    accounts_read_ns_ = monotonic_ns();
  return failure;
}

// Those that have ended are taken last: an account that does so meanwhile is in either then, but
// not in neither.
Failure Engine::read_threads(Round& round) {
  std::vector<mp_thread_record> live;
  std::vector<mp_thread_record> ended;
  Failure failure;
  if (round.has_live)
    failure = kernel_.object().read_accounts(live);
  kernel_.object().take_exited(append_to(ended));
  drop_ended(live, ended);
  std::sort(ended.begin(), ended.end(), [](const auto& a, const auto& b) {
    return MP_CUT_OF(a.account.id) < MP_CUT_OF(b.account.id);
  });
  for (const mp_thread_record& record : ended)
    cuts_.split(record, true, round.ended, round.live);
  if (failure)
    return failure;
  for (const mp_thread_record& record : live)
    cuts_.split(record, false, round.ended, round.live);
  if (round.has_live)
    cuts_.forget_past();
  return {};
}

Failure Engine::read_faults(Round& round) {
  Failure failure;
  if (round.has_live)
    failure = kernel_.object().read_faults(append_to(round.live_faults));
  kernel_.object().take_exited_faults(append_to(round.ended_faults));
  drop_ended(round.live_faults, round.ended_faults);
  return failure;
}

void Engine::read_wakers(Round& round) {
  round.has_wakers = true;
  kernel_.object().read_wakers([&round](const mp_waker_key& key, const mp_waker_sum& sum) {
    round.wakers.emplace_back(key, sum);
  });
}

// Sums of accounts that have ended do not change any more.
void Engine::forget_wakers(const Round& round) {
  if (!round.has_wakers)
    return;
  std::unordered_set<uint64_t> ended;
  for (const mp_thread_record& record : round.ended)
    ended.insert(record.account.id);
  for (const auto& [key, sum] : round.wakers) {
    if (ended.contains(key.account))
      kernel_.object().forget_waker(key);
  }
}

bool Engine::any(bool BpfOptions::* wanted) const {
  return std::any_of(running_.begin(), running_.end(),
                     [wanted](const Running& session) { return session.options.*wanted; });
}

void Engine::see_targets() {
  std::map<uint32_t, uint32_t> sessions;
  kernel_.object().for_each_target([&](uint32_t tgid, const mp_target& target) {
    processes_.see(tgid, target);
    sessions[tgid] = sessions_of(target);
    for (const Running& session : running_) {
      if (session.recording->is_for(sessions[tgid]))
        session.recording->add_process(tgid);
    }
  });
  for (const uint32_t tgid : processes_.take_exited()) {
    for (const Running& session : running_) {
      if (session.recording->is_for(sessions[tgid]))
        session.recording->add_exited(tgid);
    }
  }
}

// `all`: however much there is, as after a window has ended.
void Engine::consume(bool all) {
  kernel_.object().consume([this](const void* record, size_t) { on_record(record); }, all);
}

void Engine::on_record(const void* data) {
  uint32_t type = 0;
  memcpy(&type, data, sizeof type);
  if (type == MP_RECORD_WAIT) {
    const auto& record = *static_cast<const mp_wait_record*>(data);
    for (const Running& session : running_) {
      if (session.recording->wants(record.sessions, record.account))
        session.recording->add_wait(record);
    }
  } else if (type == MP_RECORD_STRETCH) {
    const auto& record = *static_cast<const mp_stretch_record*>(data);
    for (const Running& session : running_) {
      if (session.recording->wants(record.sessions, record.account))
        session.recording->add_stretch(record);
    }
  } else {
    on_stack_record(*static_cast<const mp_stack_record*>(data));
  }
}

void Engine::on_stack_record(const mp_stack_record& record) {
  const bool is_of_kernel =
      (record.flags & (MP_STACK_OF_NO_TARGET | MP_STACK_OF_KERNEL_THREAD)) != 0;
  ProcessImage* image = nullptr;
  Unwound user;
  for (const Running& session : running_) {
    Recording& recording = *session.recording;
    const bool is_wanted = record.account == 0 ? recording.is_for(record.sessions)
                                               : recording.wants(record.sessions, record.account);
    if (!is_wanted)
      continue;
    if (image == nullptr && !is_of_kernel) {
      image = &image_at(record);
      user = user_stacks_.unwind(record, *image);
    }
    recording.add_stack(record, image == nullptr ? nullptr : &user, image);
  }
}

// As it was when the stack was captured: what has been mapped until then is known first.
ProcessImage& Engine::image_at(const mp_stack_record& record) {
  if (record.at_ns >= mappings_.drained_ns())
    follow_mappings();
  ProcessImage& image = processes_.image(record.tgid, record.image);
  if (image.symbols != nullptr)
    image.symbols->look_at(record.at_ns);
  return image;
}

void Engine::follow_mappings() {
  mappings_.drain([this](const MappingEvent& event) { processes_.note_mapping(event); });
}

// Ended, told to the sessions, and past the last switch of its last thread.
std::vector<uint32_t> Engine::gone_targets() const {
  std::vector<uint32_t> gone;
  for (const uint32_t tgid : processes_.exited()) {
    if (check_target(tgid))
      gone.push_back(tgid);
  }
  return gone;
}

void Engine::forget(const std::vector<uint32_t>& tgids) {
  for (const uint32_t tgid : tgids) {
    const std::set<std::string> sentences = processes_.problems(tgid);
    for (const Running& session : running_) {
      if (session.recording->tgids().contains(tgid))
        session.recording->keep_problems(sentences);
    }
    kernel_.object().forget_target(tgid);
    cuts_.forget(tgid);
    user_stacks_.forget_process(tgid);
    for (const uint32_t image : processes_.forget(tgid)) {
      user_stacks_.forget_image(image);
      for (const Running& session : running_)
        session.recording->forget_image(image);
    }
  }
}

std::set<std::string> Engine::problems(const Recording& recording) const {
  std::set<std::string> sentences;
  for (const uint32_t tgid : recording.tgids())
    sentences.merge(processes_.problems(tgid));
  return sentences;
}

}  // namespace meshprof
