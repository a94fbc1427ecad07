// SPDX-License-Identifier: Apache-2.0
#include "display_name.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "resolved_frame.h"

namespace meshprof {
namespace {

constexpr std::string_view kEllipsis = "\u2026";
constexpr std::string_view kReplacement = "\ufffd";

bool is_continuation(unsigned char byte) {
  return (byte & 0xc0) == 0x80;
}

// Length of the well-formed UTF-8 sequence at the start of `text` (Unicode 15, table 3-7), 0 if
// there is none.
size_t utf8_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80)
    return 1;
  const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length)
    return 0;
  for (size_t i = 1; i < length; i++) {
    if (!is_continuation(byte(i)))
      return 0;
  }
  const unsigned char second = byte(1);
  const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool surrogate = lead == 0xed && second > 0x9f;
  const bool beyond = lead == 0xf4 && second > 0x8f;
  return overlong || surrogate || beyond ? 0 : length;
}

size_t leading_underscores(std::string_view name) {
  return std::min(name.find_first_not_of('_'), name.size());
}

}  // namespace

std::string display_name(std::string_view raw) {
  std::string out;
  size_t room_for_ellipsis = 0;  // length of the longest prefix that leaves room for the ellipsis
  while (!raw.empty()) {
    const size_t length = utf8_length(raw);
    std::string_view piece = length == 0 ? kReplacement : raw.substr(0, length);
    if (length == 1 && (raw[0] < 0x20 || raw[0] == 0x7f))
      piece = "?";
    if (out.size() + piece.size() > kMaxNameBytes) {
      out.resize(room_for_ellipsis);
      out += kEllipsis;
      break;
    }
    out += piece;
    if (out.size() + kEllipsis.size() <= kMaxNameBytes)
      room_for_ellipsis = out.size();
    raw.remove_prefix(std::max<size_t>(length, 1));
  }
  return out;
}

std::string_view base_name(std::string_view path) {
  const size_t slash = path.find_last_of('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string name_by_address(std::string_view what, uint64_t address) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, address, 16).ptr;
  std::string name = display_name(what.substr(0, 1024));
  name += "+0x";
  name.append(digits, end);
  return name;
}

bool is_named_by_file(uint8_t source) {
  return source == kNameSourceSourceFile || source == kNameSourceSourceUnit;
}

std::string name_in_file(std::string_view what, uint64_t address, uint8_t source,
                         std::string_view file) {
  const std::string_view relation = source == kNameSourceSourceUnit ? " in unit " : " in ";
  std::string name = name_by_address(what, address);
  name.reserve(name.size() + relation.size() + file.size());
  return name.append(relation).append(file);
}

bool is_better_alias(std::string_view a, std::string_view b) {
  constexpr std::string_view kVdso = "__vdso_";
  if (a.starts_with(kVdso) != b.starts_with(kVdso))
    return a.starts_with(kVdso);
  const size_t underscores_a = leading_underscores(a), underscores_b = leading_underscores(b);
  if (underscores_a != underscores_b)
    return underscores_a < underscores_b;
  if (a.size() != b.size())
    return a.size() < b.size();
  return a < b;
}

}  // namespace meshprof
