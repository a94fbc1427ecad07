// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "../display_name.h"

namespace meshprof {

// Text of a foreign file as a JSON string with its quotes.
inline std::string json_text(std::string_view raw) {
  std::string text = "\"";
  for (const char c : display_name(raw)) {
    if (c == '"' || c == '\\')
      text += '\\';
    text += c;
  }
  return text + '"';
}

}  // namespace meshprof
