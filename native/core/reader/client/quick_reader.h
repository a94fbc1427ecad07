// SPDX-License-Identifier: Apache-2.0
// Asks a reader what cannot wait: where a binary's code lies, where its threads begin, how to
// unwind. Each question is answered in well under a millisecond, or, the first about a binary, in a
// few.
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "binary.h"
#include "reader_process.h"
#include "unwind/function_decoder.h"

namespace meshprof::reader {

class QuickReader {
 public:
  explicit QuickReader(std::string program) : program_(std::move(program)) {}

  // Reads the headers, once. What cannot be read has a problem then, and nothing else.
  void open(Binary& binary);

  // Functions in which threads begin, asked once.
  const std::vector<CodeRange>& thread_entries(Binary& binary);

  // How to unwind the function that holds the address.
  DecodedFunction unwind(Binary& binary, uint64_t elf_address);
  // As UnwindTables says.
  std::optional<FunctionUnwind> entered_interpreter(Binary& binary, uint64_t return_address);

  uint64_t restarts() const { return restarts_; }
  const std::string& problem() const { return problem_; }
  // 0 if none runs.
  pid_t pid() const { return process_ ? process_->pid() : 0; }

 private:
  DecodedFunction ask_function(Binary& binary, Kind request, uint64_t address);
  // A request with one answer. nullopt if there is none; then the binary may have been
  // given up. An answer that the caller finds malformed is to be told with distrust().
  std::optional<Message> ask(Binary& binary, Kind request, std::string_view body, Kind answer);
  void distrust(Binary& binary);

  std::optional<Message> exchange(Binary& binary, Kind request, std::string_view body,
                                  std::span<const int> descriptors, Kind answer);
  bool start();
  bool introduce(Binary& binary);
  void bury(Binary& binary, Death otherwise);
  void forget_process();

  std::string program_;
  std::unique_ptr<ReaderProcess> process_;
  std::list<uint32_t> open_;  // handles that the process knows, the latest used first
  uint32_t last_request_ = 0;
  uint64_t restarts_ = 0;
  std::string problem_;  // why no reader can run at all, or empty
};

}  // namespace meshprof::reader
