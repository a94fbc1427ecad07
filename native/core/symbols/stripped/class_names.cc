// SPDX-License-Identifier: Apache-2.0
#include "class_names.h"

#include <algorithm>
#include <string_view>

#include "../demangle.h"
#include "../read_fully.h"

namespace meshprof::stripped {
namespace {

constexpr size_t kMaxMangledBytes = 16 * 1024;
constexpr size_t kFirstReadBytes = 256;  // most names are shorter

std::string without_prefix(const std::string& text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : "";
}

}  // namespace

std::string ClassNames::text_at(uint64_t address) const {
  const Section* section = layout_.at(address);
  if (section == nullptr || section->is_executable)
    return "";
  std::string text;
  for (size_t wanted = kFirstReadBytes; wanted <= kMaxMangledBytes; wanted *= 8) {
    text.resize(std::min<uint64_t>(wanted, section->size - (address - section->address)));
    text.resize(
        read_fully(fd_, text.data(), text.size(), section->offset + (address - section->address)));
    if (const size_t end = text.find('\0'); end != std::string::npos)
      return text.substr(0, end);
  }
  return "";
}

std::string ClassNames::read(uint32_t class_index) {
  const ClassInfo& info = classes_[class_index];
  if (info.name_address == 0)
    return without_prefix(demangle(info.external_name), "typeinfo for ");
  std::string mangled = text_at(info.name_address);
  if (mangled.size() > bytes_left_)
    return "";
  bytes_left_ -= mangled.size();
  // GCC marks types that no other binary knows.
  if (mangled.starts_with('*'))
    mangled.erase(0, 1);
  return mangled.empty() ? "" : without_prefix(demangle("_ZTS" + mangled), "typeinfo name for ");
}

const std::string& ClassNames::of(uint32_t class_index) {
  const auto [known, is_new] = names_.try_emplace(class_index);
  if (is_new)
    known->second = read(class_index);
  return known->second;
}

}  // namespace meshprof::stripped
