// SPDX-License-Identifier: Apache-2.0
#include "source/common/http/header_map_impl.h"

#include "source/common/common/logger.h"

namespace Envoy {
namespace Http {

void HeaderMapImpl::addCopy(std::string_view key, std::string_view value) {
  entries_.emplace_back(key, value);
  updateSize(key.size() + value.size());
}

void HeaderMapImpl::updateSize(size_t size) {
  byte_size_ += size;
  RELEASE_ASSERT(byte_size_ < 1'000'000);
}

std::string_view HeaderMapImpl::get(std::string_view key) const {
  std::string_view value;
  for (const auto& [name, text] : entries_) {
    if (name == key)
      value = text;
  }
  return value;
}

}  // namespace Http
}  // namespace Envoy
