// SPDX-License-Identifier: Apache-2.0
// compare-captures PID [SECONDS [FREQUENCY]]: how well captures with little stack memory do against
// full copies. Prints one line of JSON. A stack counts as exact if its frames are those that the
// full copy gives without the frame-pointer chain, and that one is complete.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>

#include "../process_unwind_tables.h"
#include "../thread_roots.h"
#include "perf_stacks.h"
#include "session/thread_entry.h"
#include "symbols/read_fully.h"
#include "symbols/test/named_frame.h"
#include "symbols/unique_fd.h"

namespace meshprof::test {
namespace {

constexpr size_t kSliceBytes[] = {0, 256, 512, 1024, 2048, 4096, 8192, 16384, 28672};

struct Score {
  uint64_t complete = 0, exact = 0, wrong = 0;
  std::map<std::string, uint64_t> causes;
};

struct Tally {
  uint64_t stacks = 0, truth_complete = 0;
  std::map<std::string, uint64_t> truth_causes;
  std::map<size_t, Score> scores;  // by slice bytes
  std::map<uint32_t, uint64_t> needed;
};

class Comparison {
 public:
  Comparison(pid_t tgid, bool verbose)
      : tgid_(tgid), verbose_(verbose), symbols_(ProcessSymbols::open(tgid)),
        tables_({symbols_.get(), [this] { return refresh(); },
                 [this](uint64_t address, bool is_return) { return is_entry(address, is_return); }},
                caches_) {
    memory_ = UniqueFd(open(("/proc/" + std::to_string(tgid) + "/mem").c_str(), O_RDONLY));
  }

  bool is_open() const { return symbols_ != nullptr; }

  void add(const PerfStack& stack) {
    refreshed_ = false;
    Tally& tally = tallies[stack.off_cpu ? "offCpu" : "onCpu"];
    const bool in_syscall = is_after_syscall(stack.registers.ip);
    Unwound truth =
        unwind({stack.registers, {}, false, std::span(stack.memory), in_syscall}, tables_);
    roots_.complete(truth, tables_);
    tally.stacks++;
    tally.truth_complete += truth.complete ? 1 : 0;
    if (!truth.complete) {
      tally.truth_causes[truth.cause]++;
      if (verbose_)
        print(stack, truth, truth, 65536);
    }
    for (const size_t bytes : kSliceBytes) {
      Unwound cheap =
          unwind({stack.registers, stack.chain, stack.chain.size() >= 127,
                  std::span(stack.memory).first(std::min(bytes, stack.memory.size())), in_syscall},
                 tables_);
      roots_.complete(cheap, tables_);
      Score& score = tally.scores[bytes];
      score.complete += cheap.complete ? 1 : 0;
      const bool is_equal = cheap.frames == truth.frames;
      score.exact += cheap.complete && truth.complete && is_equal ? 1 : 0;
      const bool is_wrong = cheap.complete && truth.complete && !is_equal;
      score.wrong += is_wrong ? 1 : 0;
      if (!cheap.complete)
        score.causes[cheap.cause]++;
      if (is_wrong && verbose_)
        print(stack, truth, cheap, bytes);
    }
  }

  std::map<std::string, Tally> tallies;

 private:
  bool refresh() {
    if (refreshed_)
      return false;
    refreshed_ = true;
    return symbols_->refresh();
  }

  bool is_entry(uint64_t address, bool is_return_address) {
    return is_thread_entry(symbols_->resolve(address, is_return_address));
  }

  bool is_after_syscall(uint64_t ip) const {
    unsigned char code[2] = {};
    read_fully(memory_.get(), code, sizeof code, ip - sizeof code);
    return code[0] == 0x0f && code[1] == 0x05;
  }

  void print(const PerfStack& stack, const Unwound& truth, const Unwound& cheap, size_t bytes) {
    const auto& shown = cheap.frames;
    std::string text;
    for (const UserFrame& frame : shown)
      text += test::named_frame(*symbols_, frame.address, frame.is_return_address).name + ";";
    if (!shown_.insert(text).second)
      return;
    fprintf(stderr, "%s slice %zu ip %lx sp %lx bp %lx: %s\n  %s\n", stack.off_cpu ? "off" : "on",
            bytes, stack.registers.ip, stack.registers.sp, stack.registers.bp,
            cheap.cause == nullptr ? "complete" : cheap.cause, text.c_str());
    if (&truth == &cheap)
      return;
    text.clear();
    for (const UserFrame& frame : truth.frames)
      text += test::named_frame(*symbols_, frame.address, frame.is_return_address).name + ";";
    fprintf(stderr, "  truth: %s\n", text.c_str());
  }

  pid_t tgid_;
  bool verbose_;
  std::unique_ptr<ProcessSymbols> symbols_;
  UnwindCaches caches_;
  ThreadRoots roots_;
  ProcessUnwindTables tables_;
  UniqueFd memory_;
  bool refreshed_ = false;
  std::set<std::string> shown_;
};

std::string to_json(const std::map<std::string, uint64_t>& counts) {
  std::string text;
  for (const auto& [name, count] : counts)
    text += (text.empty() ? "\"" : ",\"") + name + "\":" + std::to_string(count);
  return "{" + text + "}";
}

void print_json(const Comparison& comparison) {
  std::string text;
  for (const auto& [kind, tally] : comparison.tallies) {
    text += (text.empty() ? "{\"" : ",\"") + kind +
            "\":{\"stacks\":" + std::to_string(tally.stacks) +
            ",\"truthComplete\":" + std::to_string(tally.truth_complete) +
            ",\"truthCauses\":" + to_json(tally.truth_causes) + ",\"bySliceBytes\":{";
    std::string scores;
    for (const auto& [bytes, score] : tally.scores) {
      scores += (scores.empty() ? "\"" : ",\"") + std::to_string(bytes) +
                "\":{\"complete\":" + std::to_string(score.complete) +
                ",\"exact\":" + std::to_string(score.exact) +
                ",\"wrong\":" + std::to_string(score.wrong) +
                ",\"causes\":" + to_json(score.causes) + "}";
    }
    text += scores + "}}";
  }
  std::cout << (text.empty() ? "{" : text) << "}\n";
}

int run(int argc, char** argv) {
  if (argc < 2) {
    fprintf(stderr, "compare-captures PID [SECONDS [FREQUENCY]]\n");
    return 2;
  }
  PerfOptions options;
  options.tgid = atoi(argv[1]);
  if (argc > 2)
    options.seconds = atof(argv[2]);
  if (argc > 3)
    options.frequency_hz = static_cast<unsigned>(atoi(argv[3]));
  Comparison comparison(options.tgid, getenv("COMPARE_CAPTURES_VERBOSE") != nullptr);
  if (!comparison.is_open()) {
    fprintf(stderr, "process %d cannot be read\n", options.tgid);
    return 1;
  }
  const std::string problem =
      record_perf_stacks(options, [&](const PerfStack& stack) { comparison.add(stack); });
  if (!problem.empty()) {
    fprintf(stderr, "%s\n", problem.c_str());
    return 1;
  }
  print_json(comparison);
  return 0;
}

}  // namespace
}  // namespace meshprof::test

int main(int argc, char** argv) {
  meshprof::reader::Readers::configure({meshprof::test::built_reader(), "", ""});
  return meshprof::test::run(argc, argv);
}
