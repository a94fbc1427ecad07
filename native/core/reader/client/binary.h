// SPDX-License-Identifier: Apache-2.0
// A mapped file as the agent's process knows it: an open descriptor, and what a reader has said
// about it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "death.h"
#include "symbols/code_range.h"
#include "symbols/unique_fd.h"

namespace meshprof::reader {

struct Segment {
  uint64_t offset, file_bytes, address;
};

// The answer to the question for one address.
struct FunctionName {
  std::string name;    // empty: nothing proves one
  std::string file;    // source file where known
  uint8_t source = 0;  // NameSource
  uint64_t start = 0;  // of the function, else the address itself
  // Why there is no answer, as a cause in the session's losses; nullptr if there is one.
  const char* lost = nullptr;
};

class Binary {
 public:
  // `identity` is equal for two files only if they have the same content; empty if that is not
  // known.
  Binary(UniqueFd file, std::string identity, std::string path = "");
  Binary(const Binary&) = delete;
  Binary& operator=(const Binary&) = delete;

  // Where the process has it; empty if nowhere.
  const std::string& path() const { return path_; }

  int file() const { return file_.get(); }
  const std::string& identity() const { return identity_; }
  // Names it in messages. Never used again in this process.
  uint32_t handle() const { return handle_; }

  // The virtual address of a byte that is mapped executable.
  std::optional<uint64_t> address_of(uint64_t file_offset) const;

  // A reader has died while it read this. It may have died of something else, so the binary gets
  // another chance, unless a limit was reached.
  void blame(Death death);
  // No reader will be asked about it any more.
  void give_up(Death death);
  bool is_given_up() const { return cause_of_loss_ != nullptr; }
  // As in FunctionName::lost; nullptr unless given up.
  const char* cause_of_loss() const { return cause_of_loss_; }
  // The first sentence stays.
  void add_problem(const std::string& sentence);

  // From the headers; empty before they are read.
  bool is_read = false;
  std::string build_id;
  std::vector<Segment> executable_segments;
  bool has_symtab = false;

  std::string problem;  // one sentence, or empty
  std::optional<std::vector<CodeRange>> thread_entries;

  // Of the name reader.
  enum class Index {
    kNone,     // not needed so far
    kWanted,   // being read or made
    kReady,    // `index` is open
    kUseless,  // cannot be had, or would name nothing
  };
  struct Names {
    std::unordered_map<uint64_t, FunctionName> known;
    size_t known_bytes = 0;
    std::vector<uint64_t> to_ask;
    std::unordered_set<uint64_t> in_question;  // to be asked, asked, or waiting for the index
    std::vector<uint64_t> waiting_for_index;
    Index index_state = Index::kNone;
    UniqueFd index;
    bool is_index_damaged = false;
  };
  Names names;

 private:
  UniqueFd file_;
  std::string identity_;
  std::string path_;
  uint32_t handle_;
  const char* cause_of_loss_ = nullptr;
  unsigned blame_ = 0;
};

}  // namespace meshprof::reader
