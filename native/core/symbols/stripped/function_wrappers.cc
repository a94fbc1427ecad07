// SPDX-License-Identifier: Apache-2.0
// Source: libc++'s <__functional/function.h>, classes __base and __func.
#include "function_wrappers.h"

#include <algorithm>

namespace meshprof::stripped {
namespace {

// The first template argument, from behind its `<`; empty where brackets do not match.
std::string_view first_argument(std::string_view text) {
  int depth = 0;
  for (size_t i = 0; i < text.size(); i++) {
    const char c = text[i];
    // Comparison operators and arrows are no brackets, but their count is then wrong: give up.
    if (text.substr(i).starts_with("operator<") || text.substr(i).starts_with("operator>") ||
        text.substr(i).starts_with("->"))
      return {};
    if (depth == 0 && (c == ',' || c == '>'))
      return text.substr(0, i);
    if (c == '<' || c == '(' || c == '{' || c == '[')
      depth++;
    if (c == '>' || c == ')' || c == '}' || c == ']')
      depth--;
    if (depth < 0)
      return {};
  }
  return {};
}

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Where the lambda's own name begins: `$_0` of Clang, `{lambda(int)#1}` of the ABI.
size_t lambda_start(std::string_view type) {
  if (const size_t dollar = type.rfind("::$_");
      dollar != std::string_view::npos && is_number(type.substr(dollar + 4)))
    return dollar;
  if (!type.ends_with('}'))
    return std::string_view::npos;
  int depth = 0;
  for (size_t i = type.size(); i-- > 0;) {
    depth += type[i] == '}' ? 1 : type[i] == '{' ? -1 : 0;
    if (depth == 0)
      return type.substr(i).starts_with("{lambda(") && i >= 2 && type.substr(i - 2, 2) == "::"
                 ? i - 2
                 : std::string_view::npos;
  }
  return std::string_view::npos;
}

}  // namespace

std::optional<std::string> function_around_lambda(std::string_view wrapper_class) {
  constexpr std::string_view kWrapper = "::__function::__func<";
  const size_t place = wrapper_class.find(kWrapper);
  if (!wrapper_class.starts_with("std::__") || place != wrapper_class.find("::", 5))
    return std::nullopt;
  const std::string_view type = first_argument(wrapper_class.substr(place + kWrapper.size()));
  const size_t lambda = lambda_start(type);
  // Only inside a function: a lambda that initialises a variable has none around it.
  if (lambda == std::string_view::npos ||
      type.substr(0, lambda).find('(') == std::string_view::npos)
    return std::nullopt;
  return std::string(type.substr(0, lambda));
}

}  // namespace meshprof::stripped
