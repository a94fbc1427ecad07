// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace Envoy {
namespace Http {

// As Envoy's: a class whose work is done by functions that no vtable holds.
class HeaderMapImpl {
 public:
  void addCopy(std::string_view key, std::string_view value);
  std::string_view get(std::string_view key) const;
  const std::vector<std::pair<std::string, std::string>>& entries() const { return entries_; }
  size_t byteSize() const { return byte_size_; }

 private:
  void updateSize(size_t size);

  std::vector<std::pair<std::string, std::string>> entries_;
  size_t byte_size_ = 0;
};

}  // namespace Http
}  // namespace Envoy
