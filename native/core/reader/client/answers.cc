// SPDX-License-Identifier: Apache-2.0
#include "answers.h"

#include <algorithm>

#include "symbols/display_name.h"
#include "symbols/resolved_frame.h"

namespace meshprof::reader {
namespace {

constexpr size_t kMaxBuildIdBytes = 128;  // hex digits
constexpr size_t kMaxSegments = 256;
constexpr size_t kMaxRanges = 256;
constexpr size_t kDigestBytes = 32;
constexpr size_t kMaxFileNameBytes = 255;

// What an honest reader has made fit to show already.
bool take_text(BodyReader& body, std::string& text) {
  const std::string_view raw = body.text(kMaxNameBytes);
  text = display_name(raw);
  return body.ok() && text == raw;
}

bool is_hex(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Kernel names and markers are not in files.
bool is_source_of_files(uint8_t source) {
  return source <= kNameSourceSourceUnit && source != kNameSourceKallsyms &&
         source != kNameSourceMarker;
}

}  // namespace

std::optional<OpenedAnswer> parse_opened(const Message& answer) {
  BodyReader body(answer.body);
  OpenedAnswer opened;
  if (!take_text(body, opened.build_id) || opened.build_id.size() > kMaxBuildIdBytes ||
      !is_hex(opened.build_id) || !take_text(body, opened.problem))
    return std::nullopt;
  opened.has_symtab = body.number<uint8_t>() != 0;
  const auto count = body.number<uint32_t>();
  if (count > kMaxSegments)
    return std::nullopt;
  for (uint32_t i = 0; i < count; i++) {
    Segment segment{};
    segment.offset = body.number<uint64_t>();
    segment.file_bytes = body.number<uint64_t>();
    segment.address = body.number<uint64_t>();
    opened.executable_segments.push_back(segment);
  }
  return body.is_complete() ? std::optional(std::move(opened)) : std::nullopt;
}

std::optional<std::vector<std::pair<uint64_t, FunctionName>>> parse_names(const Message& answer) {
  BodyReader body(answer.body);
  std::vector<std::pair<uint64_t, FunctionName>> names;
  while (body.remaining() > 0) {
    const auto address = body.number<uint64_t>();
    FunctionName name;
    name.start = body.number<uint64_t>();
    name.source = body.number<uint8_t>();
    if (!take_text(body, name.name) || !take_text(body, name.file))
      return std::nullopt;
    const bool is_named = name.source != kNameSourceNone;
    if (!is_source_of_files(name.source) || is_named == name.name.empty() || name.start > address)
      return std::nullopt;
    names.emplace_back(address, std::move(name));
  }
  return names;
}

std::optional<std::vector<CodeRange>> parse_entry_ranges(const Message& answer) {
  BodyReader body(answer.body);
  std::vector<CodeRange> ranges;
  while (body.remaining() > 0) {
    CodeRange range;
    range.start = body.number<uint64_t>();
    range.limit = body.number<uint64_t>();
    if (!body.ok() || ranges.size() == kMaxRanges)
      return std::nullopt;
    ranges.push_back(range);
  }
  return ranges;
}

std::optional<IndexBuiltAnswer> parse_index_built(const Message& answer) {
  BodyReader body(answer.body);
  IndexBuiltAnswer built;
  built.is_written = body.number<uint8_t>() != 0;
  if (!take_text(body, built.problem) || !body.is_complete())
    return std::nullopt;
  return built;
}

std::optional<bool> parse_attached(const Message& answer) {
  BodyReader body(answer.body);
  const bool is_usable = body.number<uint8_t>() != 0;
  return body.is_complete() ? std::optional(is_usable) : std::nullopt;
}

std::optional<IdentifiedAnswer> parse_identified(const Message& answer) {
  BodyReader body(answer.body);
  IdentifiedAnswer identified;
  identified.digest = body.text(kDigestBytes);
  identified.debug_link = body.text(kMaxFileNameBytes);
  const std::string& link = identified.debug_link;
  const bool is_file_name =
      link.find('/') == std::string::npos && link.find('\0') == std::string::npos;
  const bool has_digest = identified.digest.size() == kDigestBytes || identified.digest.empty();
  return body.is_complete() && has_digest && is_file_name ? std::optional(std::move(identified))
                                                          : std::nullopt;
}

}  // namespace meshprof::reader
