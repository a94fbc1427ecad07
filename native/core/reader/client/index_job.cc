// SPDX-License-Identifier: Apache-2.0
#include "index_job.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cstdio>

#include "answers.h"
#include "reader/index_file.h"
#include "reader/sha256.h"
#include "to_hex.h"

namespace meshprof::reader {
namespace {

using Clock = std::chrono::steady_clock;

// The reader limits its own CPU time; this is for one that hangs or is not given a CPU.
constexpr std::chrono::seconds kPatience{60};
constexpr unsigned kMaxKills = 6;

// Of the sources of names and of the file's format: another number forgets all that is cached.
constexpr const char* kIndexVersion = "3";

// Short: a collision would have to be made of times and inode numbers.
std::string digest_of(const std::string& text) {
  Sha256 sum;
  sum.add(text.data(), text.size());
  const Sha256::Digest digest = sum.finish();
  return to_hex({reinterpret_cast<const char*>(digest.data()), 8});
}

// A second descriptor of a file, through which nobody can write.
UniqueFd read_only(int fd) {
  char link[32];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  return UniqueFd(open(link, O_RDONLY | O_CLOEXEC));
}

}  // namespace

IndexJob::IndexJob(const ReaderOptions& options, const IndexCache& cache,
                   std::shared_ptr<Binary> binary, bool may_use_cached)
    : options_(options), cache_(cache), binary_(std::move(binary)),
      may_use_cached_(may_use_cached) {
  state_ = start();
}

IndexJob::State IndexJob::start() {
  content_ = cache_.known_content(binary_->identity(), binary_->file());
  if (content_ && find_in_cache())
    return State::kReady;
  if (!start_process())
    return finish_with(Death::kCrashed);
  if (content_)
    return request_build();
  const BodyWriter wants_digest = BodyWriter().number(uint8_t{cache_.is_open()});
  return process_->send(Kind::kIdentify, 0, 0, wants_digest.body()) ? State::kRunning
                                                                    : fail(Death::kKilled);
}

bool IndexJob::start_process() {
  std::string problem;
  process_ = ReaderProcess::start(options_.program, problem);
  deadline_ = Clock::now() + kPatience;
  const int file = binary_->file();
  return process_ != nullptr && process_->send(Kind::kOpen, 0, 0, {}, {&file, 1});
}

// An index belongs to all that it was made from. A damaged one is removed instead.
bool IndexJob::find_in_cache() {
  files_ = open_symbol_files(*binary_, content_->debug_link, options_.pack_folder);
  if (!cache_.is_open() || content_->digest.empty())
    return false;
  key_ = std::string(kIndexVersion) + "-" + to_hex(content_->digest);
  if (!files_.empty())
    key_ += "-" + digest_of(identity_of(files_));
  if (!may_use_cached_)
    cache_.remove(key_);
  index_ = cache_.find(key_);
  return static_cast<bool>(index_);
}

IndexJob::State IndexJob::step() {
  while (state_ == State::kRunning) {
    Message answer;
    const Received received = process_->receive(answer);
    if (received == Received::kMessage) {
      state_ = on_answer(answer);
    } else if (received != Received::kNothing) {
      state_ = fail(Death::kCrashed);
    } else if (Clock::now() > deadline_) {
      state_ = fail(Death::kTooMuchTime);
    } else {
      break;
    }
  }
  return state_;
}

IndexJob::State IndexJob::on_answer(const Message& answer) {
  switch (answer.head.kind) {
  case Kind::kOpened:
    return parse_opened(answer) ? State::kRunning : fail(Death::kCrashed);
  case Kind::kIdentified:
    return on_identified(answer);
  case Kind::kAttached:
    return parse_attached(answer) ? State::kRunning : fail(Death::kCrashed);
  case Kind::kIndexBuilt:
    return on_built(answer);
  default:
    return fail(Death::kCrashed);
  }
}

IndexJob::State IndexJob::on_identified(const Message& answer) {
  auto identified = parse_identified(answer);
  if (!identified || content_)
    return fail(Death::kCrashed);
  content_ = {std::move(identified->digest), std::move(identified->debug_link)};
  if (!content_->digest.empty())
    cache_.know_content(binary_->identity(), binary_->file(), *content_);
  if (!find_in_cache())
    return request_build();
  process_.reset();
  return State::kReady;
}

IndexJob::State IndexJob::request_build() {
  for (const SymbolFile& symbols : files_) {
    const int file = symbols.file.get();
    if (!process_->send(Kind::kAttach, 0, 0, BodyWriter().number(symbols.what).body(), {&file, 1}))
      return fail(Death::kKilled);
  }
  draft_ = UniqueFd(memfd_create("meshprof-index", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  const int file = draft_.get();
  if (file < 0 || !process_->send(Kind::kBuildIndex, 0, 0, {}, {&file, 1}))
    return fail(Death::kKilled);
  return State::kRunning;
}

IndexJob::State IndexJob::on_built(const Message& answer) {
  const auto built = parse_index_built(answer);
  if (!built || !draft_)
    return fail(Death::kCrashed);
  process_.reset();
  binary_->add_problem(built->problem);
  struct stat status{};
  if (!built->is_written || fstat(draft_.get(), &status) != 0 ||
      static_cast<uint64_t>(status.st_size) > kMaxIndexBytes) {
    return finish_with(Death::kTooMuchMemory);
  }
  // A reader that was taken over may live for another moment.
  fcntl(draft_.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
  if (!key_.empty())
    index_ = cache_.keep(key_, draft_.get(), static_cast<uint64_t>(status.st_size));
  if (!index_)
    index_ = read_only(draft_.get());
  return index_ ? State::kReady : finish_with(Death::kTooMuchMemory);
}

IndexJob::State IndexJob::fail(Death otherwise) {
  const Death death = process_->end(otherwise);
  process_.reset();
  key_.clear();
  if (death == Death::kKilled && ++kills_ < kMaxKills)
    return start();
  return finish_with(death);
}

// Its symbol tables may still be good.
IndexJob::State IndexJob::finish_with(Death death) {
  binary_->add_problem(sentence_for(death));
  cause_of_loss_ = meshprof::reader::cause_of_loss(death);
  return State::kUseless;
}

}  // namespace meshprof::reader
