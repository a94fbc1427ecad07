// SPDX-License-Identifier: Apache-2.0
// Helpers of everybody: nothing in a stripped binary proves what they are, or who wrote them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace Envoy {

class HashUtil {
 public:
  static uint64_t xxHash64(std::string_view text, uint64_t seed = 0);
};

class Hex {
 public:
  static std::string uint64ToHex(uint64_t value);
};

class StringUtil {
 public:
  static std::string escape(std::string_view text);
  static bool caseFindToken(std::string_view text, std::string_view token);
};

// In each unit that calls it, inlined or not as the compiler likes.
template <typename Visit> void forEachToken(std::string_view text, char separator, Visit visit) {
  while (!text.empty()) {
    const size_t end = text.find(separator);
    visit(text.substr(0, end));
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
  }
}

}  // namespace Envoy
