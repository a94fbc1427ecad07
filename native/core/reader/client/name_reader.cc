// SPDX-License-Identifier: Apache-2.0
#include "name_reader.h"

#include <poll.h>

#include <algorithm>

#include "answers.h"
#include "symbols/resolved_frame.h"

namespace meshprof::reader {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMaxOpen = 512;
// Requests of this size and number fit into the socket's buffer.
constexpr size_t kMaxAddresses = 1024;
constexpr size_t kMaxInFlight = 6;
// Of one request, beside the limit of CPU time that the reader has itself.
constexpr std::chrono::seconds kPatience{15};
// How often deadlines are looked at.
constexpr std::chrono::milliseconds kLook{500};
// Each has one thread; half the machine's smallest size is left to others.
constexpr size_t kMaxJobs = 1;
// Names kept for a binary, in case that another session asks.
constexpr size_t kMaxKnownBytes = 16u << 20;

// For binaries that are not read any more: valid as long as the program.
const FunctionName* lost_name(const Binary& binary, uint64_t address) {
  static FunctionName lost;
  lost.start = address;
  lost.lost = binary.cause_of_loss();
  return &lost;
}

}  // namespace

const FunctionName* NameReader::name(const std::shared_ptr<Binary>& binary, uint64_t address) {
  Binary::Names& names = binary->names;
  const auto known = names.known.find(address);
  if (known != names.known.end())
    return &known->second;
  if (is_unusable_)
    binary->give_up(Death::kNotConfined);
  if (binary->is_given_up())
    return lost_name(*binary, address);
  if (names.in_question.insert(address).second) {
    names.to_ask.push_back(address);
    active_.emplace(binary->handle(), binary);
  }
  return nullptr;
}

void NameReader::work(std::chrono::milliseconds patience, WaitFor what) {
  const Clock::time_point deadline = Clock::now() + patience;
  for (;;) {
    send_requests();
    receive_answers();
    step_jobs();
    start_jobs();
    send_requests();
    forget_settled();
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (has_come(what) || left.count() <= 0)
      return;
    std::vector<pollfd> sockets;
    if (process_ && !in_flight_.empty())
      sockets.push_back({process_->socket(), POLLIN, 0});
    for (const auto& job : jobs_)
      sockets.push_back({job->socket(), POLLIN, 0});
    poll(sockets.data(), sockets.size(), static_cast<int>(std::min(left, kLook).count()));
  }
}

bool NameReader::has_come(WaitFor what) const {
  return is_idle() || (what == WaitFor::kQuickNames && in_flight_.empty());
}

void NameReader::send_requests() {
  for (const auto& [handle, binary] : active_) {
    while (!binary->names.to_ask.empty() && in_flight_.size() < kMaxInFlight) {
      if (!process_) {
        std::string problem;
        process_ = ReaderProcess::start(options_.program, problem);
        is_unusable_ |= process_ == nullptr;
      }
      if (is_unusable_ || binary->is_given_up()) {
        lose_all(*binary);
        break;
      }
      if (!introduce(binary) || !attach_index(binary) || !send_addresses(binary))
        return;
    }
  }
}

bool NameReader::introduce(const std::shared_ptr<Binary>& binary) {
  const auto known = std::find(open_.begin(), open_.end(), binary->handle());
  if (known != open_.end()) {
    open_.splice(open_.begin(), open_, known);
    return true;
  }
  if (open_.size() >= kMaxOpen) {
    process_->send(Kind::kClose, open_.back(), ++last_request_, {});
    indexed_.erase(open_.back());
    open_.pop_back();
  }
  if (!send(Kind::kOpen, binary, {}, binary->file(), {}))
    return false;
  open_.push_front(binary->handle());
  return true;
}

bool NameReader::attach_index(const std::shared_ptr<Binary>& binary) {
  if (binary->names.index_state != Binary::Index::kReady || indexed_.contains(binary->handle()))
    return true;
  if (!send(Kind::kAttach, binary, BodyWriter().number(Attachment::kIndex).body(),
            binary->names.index.get(), {}))
    return false;
  indexed_.insert(binary->handle());
  return true;
}

bool NameReader::send_addresses(const std::shared_ptr<Binary>& binary) {
  std::vector<uint64_t>& to_ask = binary->names.to_ask;
  const size_t count = std::min(to_ask.size(), kMaxAddresses);
  std::vector<uint64_t> addresses(to_ask.end() - static_cast<ptrdiff_t>(count), to_ask.end());
  BodyWriter body;
  for (const uint64_t address : addresses)
    body.number(address);
  if (!send(Kind::kResolve, binary, body.body(), -1, std::move(addresses)))
    return false;
  to_ask.resize(to_ask.size() - count);
  return true;
}

// A full buffer is emptied soon; a dead reader is noticed by receive_answers().
bool NameReader::send(Kind kind, const std::shared_ptr<Binary>& binary, std::string_view body,
                      int descriptor, std::vector<uint64_t> addresses) {
  const uint32_t number = ++last_request_;
  const std::span<const int> descriptors(&descriptor, descriptor >= 0 ? 1 : 0);
  if (!process_->send(kind, binary->handle(), number, body, descriptors)) {
    if (in_flight_.empty())
      bury(Death::kKilled);
    return false;
  }
  if (in_flight_.empty())
    first_since_ = Clock::now();
  in_flight_.push_back({kind, number, binary,
                        std::unordered_set<uint64_t>(addresses.begin(), addresses.end()),
                        indexed_.contains(binary->handle())});
  return true;
}

void NameReader::receive_answers() {
  while (process_ && !in_flight_.empty()) {
    Message answer;
    switch (process_->receive(answer)) {
    case Received::kNothing:
      if (Clock::now() - first_since_ > kPatience)
        bury(Death::kTooMuchTime);
      return;
    case Received::kMessage:
      if (!accept(answer))
        bury(Death::kCrashed);
      break;
    case Received::kClosed:
    case Received::kMalformed:
      bury(Death::kCrashed);
      return;
    }
  }
}

// False if an honest reader would not have sent it.
bool NameReader::accept(const Message& answer) {
  Request& request = in_flight_.front();
  if (answer.head.handle != request.binary->handle() || answer.head.request != request.number)
    return false;
  if (request.kind == Kind::kOpen) {
    if (answer.head.kind != Kind::kOpened || !parse_opened(answer))
      return false;
  } else if (request.kind == Kind::kAttach) {
    const auto is_usable = parse_attached(answer);
    if (answer.head.kind != Kind::kAttached || !is_usable)
      return false;
    accept_attached(*request.binary, *is_usable);
  } else {
    if (answer.head.kind != Kind::kNames || !accept_names(request, answer))
      return false;
    if (!request.addresses.empty())
      return true;
  }
  in_flight_.pop_front();
  first_since_ = Clock::now();
  return true;
}

bool NameReader::accept_names(Request& request, const Message& answer) {
  auto names = parse_names(answer);
  if (!names || names->empty())
    return false;
  for (auto& [address, name] : *names) {
    if (request.addresses.erase(address) == 0)
      return false;
    settle(request.binary, address, std::move(name), request.has_index);
  }
  return true;
}

void NameReader::accept_attached(Binary& binary, bool is_usable) {
  Binary::Names& names = binary.names;
  if (is_usable)
    return;
  // Only one from the cache can be damaged by others; one that was just made is not made again.
  indexed_.erase(binary.handle());
  names.index = UniqueFd();
  names.index_state =
      std::exchange(names.is_index_damaged, true) ? Binary::Index::kUseless : Binary::Index::kNone;
}

void NameReader::settle(const std::shared_ptr<Binary>& binary, uint64_t address, FunctionName name,
                        bool had_index) {
  Binary::Names& names = binary->names;
  const bool is_final = name.source != kNameSourceNone || binary->has_symtab || had_index ||
                        names.index_state == Binary::Index::kUseless;
  if (is_final && !(had_index && names.index_state == Binary::Index::kNone)) {
    know(*binary, address, std::move(name));
    return;
  }
  if (names.index_state == Binary::Index::kReady) {
    names.to_ask.push_back(address);
    return;
  }
  names.waiting_for_index.push_back(address);
  if (names.index_state == Binary::Index::kNone) {
    names.index_state = Binary::Index::kWanted;
    index_wanted_.push_back(binary);
  }
}

void NameReader::know(Binary& binary, uint64_t address, FunctionName name) {
  Binary::Names& names = binary.names;
  names.in_question.erase(address);
  names.known_bytes += sizeof name + name.name.size() + name.file.size();
  if (names.known_bytes > kMaxKnownBytes) {
    names.known.clear();
    names.known_bytes = 0;
  }
  names.known.insert_or_assign(address, std::move(name));
}

void NameReader::start_jobs() {
  while (!index_wanted_.empty() && jobs_.size() < kMaxJobs) {
    std::shared_ptr<Binary> binary = std::move(index_wanted_.front());
    index_wanted_.pop_front();
    const bool may_use_cached = !binary->names.is_index_damaged;
    jobs_.push_back(
        std::make_unique<IndexJob>(options_, cache_, std::move(binary), may_use_cached));
  }
}

void NameReader::step_jobs() {
  std::erase_if(jobs_, [this](const std::unique_ptr<IndexJob>& job) {
    if (job->step() == IndexJob::State::kRunning)
      return false;
    finish_job(*job);
    return true;
  });
}

void NameReader::finish_job(IndexJob& job) {
  Binary& binary = *job.binary();
  Binary::Names& names = binary.names;
  const std::vector<uint64_t> waiting = std::exchange(names.waiting_for_index, {});
  if (job.step() == IndexJob::State::kReady) {
    names.index = job.take_index();
    names.index_state = Binary::Index::kReady;
    names.to_ask.insert(names.to_ask.end(), waiting.begin(), waiting.end());
    return;
  }
  names.index_state = Binary::Index::kUseless;
  for (const uint64_t address : waiting)
    know(binary, address, {"", "", kNameSourceNone, address, job.cause_of_loss()});
}

// The binary in work is the one of the first request.
void NameReader::bury(Death otherwise) {
  const Death death = process_->end(otherwise);
  process_.reset();
  open_.clear();
  indexed_.clear();
  restarts_++;
  is_unusable_ |= death == Death::kNotConfined;
  if (!in_flight_.empty() && !is_unusable_)
    in_flight_.front().binary->blame(death);
  for (Request& request : std::exchange(in_flight_, {})) {
    std::vector<uint64_t>& to_ask = request.binary->names.to_ask;
    to_ask.insert(to_ask.end(), request.addresses.begin(), request.addresses.end());
  }
}

void NameReader::lose_all(Binary& binary) {
  if (is_unusable_)
    binary.give_up(Death::kNotConfined);
  binary.names.to_ask.clear();
  for (const uint64_t address : std::exchange(binary.names.in_question, {}))
    know(binary, address, *lost_name(binary, address));
}

void NameReader::forget_settled() {
  std::erase_if(active_, [](const auto& entry) { return entry.second->names.in_question.empty(); });
}

}  // namespace meshprof::reader
