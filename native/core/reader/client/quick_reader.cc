// SPDX-License-Identifier: Apache-2.0
#include "quick_reader.h"

#include <poll.h>

#include <algorithm>
#include <chrono>

#include "answers.h"
#include "reader/unwind_message.h"

namespace meshprof::reader {
namespace {

using Clock = std::chrono::steady_clock;

// The agent does nothing else meanwhile. A binary that needs longer is given up.
constexpr std::chrono::milliseconds kPatience{2'000};
constexpr size_t kMaxOpen = 512;
constexpr unsigned kMaxAttempts = 3;

}  // namespace

void QuickReader::open(Binary& binary) {
  for (unsigned attempt = 0; attempt < kMaxAttempts && !binary.is_read; attempt++) {
    if (binary.is_given_up() || !start() || introduce(binary))
      return;
  }
}

const std::vector<CodeRange>& QuickReader::thread_entries(Binary& binary) {
  if (!binary.thread_entries) {
    binary.thread_entries.emplace();
    if (const auto answer = ask(binary, Kind::kEntries, {}, Kind::kEntryRanges)) {
      auto ranges = parse_entry_ranges(*answer);
      if (!ranges)
        distrust(binary);
      binary.thread_entries = std::move(ranges).value_or(std::vector<CodeRange>());
    }
  }
  return *binary.thread_entries;
}

DecodedFunction QuickReader::unwind(Binary& binary, uint64_t elf_address) {
  DecodedFunction decoded = ask_function(binary, Kind::kUnwind, elf_address);
  const FunctionUnwind& function = decoded.function;
  if (decoded.status == DecodeStatus::kFound &&
      (elf_address < function.start || elf_address >= function.limit)) {
    distrust(binary);
    return {};
  }
  return decoded;
}

std::optional<FunctionUnwind> QuickReader::entered_interpreter(Binary& binary,
                                                               uint64_t return_address) {
  DecodedFunction decoded = ask_function(binary, Kind::kInterpreter, return_address);
  if (decoded.status != DecodeStatus::kFound)
    return std::nullopt;
  return std::move(decoded.function);
}

DecodedFunction QuickReader::ask_function(Binary& binary, Kind request, uint64_t address) {
  DecodedFunction whole;
  for (uint32_t rows_left = 1; rows_left > 0;) {
    std::vector<UnwindRow>& rows = whole.function.rows;
    const auto first = static_cast<uint32_t>(rows.size());
    const auto answer =
        ask(binary, request, BodyWriter().number(address).number(first).body(), Kind::kUnwound);
    if (!answer)
      return {};
    auto part = parse_unwound(*answer);
    if (!part || first + part->rows_left > kMaxUnwindRows) {
      distrust(binary);
      return {};
    }
    rows_left = part->rows_left;
    part->decoded.function.rows.insert(part->decoded.function.rows.begin(), rows.begin(),
                                       rows.end());
    whole = std::move(part->decoded);
  }
  return whole;
}

std::optional<Message> QuickReader::ask(Binary& binary, Kind request, std::string_view body,
                                        Kind answer) {
  for (unsigned attempt = 0; attempt < kMaxAttempts; attempt++) {
    if (binary.is_given_up() || !start())
      return std::nullopt;
    const auto known = std::find(open_.begin(), open_.end(), binary.handle());
    if (known == open_.end()) {
      if (!introduce(binary))
        continue;
    } else {
      open_.splice(open_.begin(), open_, known);
    }
    if (auto message = exchange(binary, request, body, {}, answer))
      return message;
  }
  return std::nullopt;
}

void QuickReader::distrust(Binary& binary) {
  forget_process();
  binary.give_up(Death::kCrashed);
}

bool QuickReader::start() {
  if (process_)
    return true;
  if (!problem_.empty())
    return false;
  process_ = ReaderProcess::start(program_, problem_);
  return process_ != nullptr;
}

bool QuickReader::introduce(Binary& binary) {
  const int file = binary.file();
  const auto answer = exchange(binary, Kind::kOpen, {}, {&file, 1}, Kind::kOpened);
  if (!answer)
    return false;
  auto opened = parse_opened(*answer);
  if (!opened) {
    distrust(binary);
    return false;
  }
  binary.is_read = true;
  binary.build_id = std::move(opened->build_id);
  binary.has_symtab = opened->has_symtab;
  binary.executable_segments = std::move(opened->executable_segments);
  binary.add_problem(opened->problem);
  open_.push_front(binary.handle());
  if (open_.size() > kMaxOpen) {
    process_->send(Kind::kClose, open_.back(), ++last_request_, {});
    open_.pop_back();
  }
  return true;
}

// nullopt after which the process is gone.
std::optional<Message> QuickReader::exchange(Binary& binary, Kind request, std::string_view body,
                                             std::span<const int> descriptors, Kind answer) {
  const uint32_t number = ++last_request_;
  if (!process_->send(request, binary.handle(), number, body, descriptors)) {
    forget_process();  // it was idle: no binary is to blame
    return std::nullopt;
  }
  const Clock::time_point deadline = Clock::now() + kPatience;
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd waiting = {process_->socket(), POLLIN, 0};
    const int ready = poll(&waiting, 1, static_cast<int>(std::max<int64_t>(left.count(), 0)));
    if (ready < 0)
      continue;  // interrupted
    if (ready == 0) {
      bury(binary, Death::kTooMuchTime);
      return std::nullopt;
    }
    Message message;
    const Received received = process_->receive(message);
    if (received == Received::kNothing)
      continue;
    if (received == Received::kMessage && message.head.kind == answer &&
        message.head.handle == binary.handle() && message.head.request == number)
      return message;
    bury(binary, Death::kCrashed);
    return std::nullopt;
  }
}

void QuickReader::bury(Binary& binary, Death otherwise) {
  const Death death = process_->end(otherwise);
  forget_process();
  if (death == Death::kNotConfined) {
    problem_ = sentence_for(death);
  } else {
    binary.blame(death);
  }
}

void QuickReader::forget_process() {
  process_.reset();
  open_.clear();
  restarts_++;
}

}  // namespace meshprof::reader
