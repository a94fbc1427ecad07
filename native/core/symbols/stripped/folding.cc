// SPDX-License-Identifier: Apache-2.0
#include "folding.h"

#include <algorithm>

namespace meshprof::stripped {
namespace {

// Envoy has 20,000 of the one, and 4,000 of the other.
constexpr size_t kMinAlike = 100;
constexpr size_t kMinNamesOfClang = 20;
constexpr size_t kMaxBases = 1000;

// Clang's mangled name of a lambda that no other unit knows: `$_` and a number, which GCC does not
// write.
bool has_lambda_of_clang(std::string_view mangled) {
  const size_t place = mangled.find("$_");
  return place != std::string_view::npos && place + 2 < mangled.size() &&
         mangled[place + 2] >= '0' && mangled[place + 2] <= '9';
}

}  // namespace

bool have_common_base(const ClassGraph& classes, std::span<const uint32_t> class_indices) {
  std::vector<uint32_t> common = {class_indices[0]};
  for (size_t i = 0; i < common.size() && common.size() < kMaxBases; i++) {
    for (const ClassBase& base : classes[common[i]].bases) {
      if (std::find(common.begin(), common.end(), base.class_index) == common.end())
        common.push_back(base.class_index);
    }
  }
  for (const uint32_t other : class_indices.subspan(1)) {
    std::erase_if(common, [&](uint32_t base) { return !classes.is_or_derives_from(other, base); });
    if (common.empty())
      return false;
  }
  return true;
}

bool are_left_apart(std::vector<uint32_t> functions, const std::vector<CodeFacts>& facts) {
  std::sort(functions.begin(), functions.end());
  functions.erase(std::unique(functions.begin(), functions.end()), functions.end());
  std::vector<uint32_t> contents;
  for (const uint32_t function : functions) {
    if (facts[function].content != 0)
      contents.push_back(facts[function].content);
  }
  const size_t all = contents.size();
  std::sort(contents.begin(), contents.end());
  contents.erase(std::unique(contents.begin(), contents.end()), contents.end());
  return all - contents.size() >= kMinAlike;
}

bool are_compiled_without_folding(const ClassGraph& classes, const ClassNames& names) {
  size_t names_of_clang = 0;
  for (uint32_t i = 0; i < classes.size(); i++) {
    const std::string mangled = names.mangled(i);
    if (mangled.starts_with('*'))  // GCC's mark of a type that no other unit knows
      return false;
    names_of_clang += has_lambda_of_clang(mangled) ? 1 : 0;
  }
  return names_of_clang >= kMinNamesOfClang;
}

}  // namespace meshprof::stripped
