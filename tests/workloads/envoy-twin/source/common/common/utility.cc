// SPDX-License-Identifier: Apache-2.0
#include "source/common/common/utility.h"

#include <cctype>

namespace Envoy {

uint64_t HashUtil::xxHash64(std::string_view text, uint64_t seed) {
  uint64_t hash = seed ^ 0x9e3779b97f4a7c15;
  for (const char character : text) {
    hash ^= static_cast<unsigned char>(character);
    hash *= 0xff51afd7ed558ccd;
    hash ^= hash >> 29;
  }
  return hash;
}

std::string Hex::uint64ToHex(uint64_t value) {
  std::string text(16, '0');
  for (size_t i = 16; i-- > 0; value >>= 4)
    text[i] = "0123456789abcdef"[value & 15];
  return text;
}

std::string StringUtil::escape(std::string_view text) {
  std::string escaped;
  for (const char character : text) {
    if (character == '"' || character == '\\')
      escaped.push_back('\\');
    escaped.push_back(character);
  }
  return escaped;
}

bool StringUtil::caseFindToken(std::string_view text, std::string_view token) {
  bool found = false;
  forEachToken(text, ',', [&](std::string_view part) {
    size_t same = 0;
    while (same < part.size() && same < token.size() && tolower(part[same]) == tolower(token[same]))
      same++;
    found |= same == token.size();
  });
  return found;
}

}  // namespace Envoy
