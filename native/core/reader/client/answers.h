// SPDX-License-Identifier: Apache-2.0
// Answers of a reader, checked: whoever has taken over a reader must not reach the agent through
// them. nullopt or false for anything that an honest reader does not send.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "binary.h"
#include "reader/message.h"

namespace meshprof::reader {

struct OpenedAnswer {
  std::string build_id, problem;
  bool has_symtab = false;
  std::vector<Segment> executable_segments;
};
std::optional<OpenedAnswer> parse_opened(const Message& answer);

// Addresses and what they are called.
std::optional<std::vector<std::pair<uint64_t, FunctionName>>> parse_names(const Message& answer);

std::optional<std::vector<CodeRange>> parse_entry_ranges(const Message& answer);

struct IndexBuiltAnswer {
  bool is_written = false;
  std::string problem;
};
std::optional<IndexBuiltAnswer> parse_index_built(const Message& answer);

std::optional<bool> parse_attached(const Message& answer);

struct IdentifiedAnswer {
  std::string digest;      // 32 bytes, or empty
  std::string debug_link;  // a file name without a folder, or empty
};
std::optional<IdentifiedAnswer> parse_identified(const Message& answer);

}  // namespace meshprof::reader
