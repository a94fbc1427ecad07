// SPDX-License-Identifier: Apache-2.0
// Little-endian numbers and strings inside a piece of a foreign file, with every access checked.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace meshprof {

class ByteView {
 public:
  ByteView() = default;
  explicit ByteView(std::string_view bytes) : bytes_(bytes) {}

  uint64_t size() const { return bytes_.size(); }

  // What lies from `offset` on, at most `length` bytes; empty where it starts outside.
  ByteView from(uint64_t offset, uint64_t length = UINT64_MAX) const {
    return offset > bytes_.size() ? ByteView() : ByteView(bytes_.substr(offset, length));
  }

  template <typename Number> std::optional<Number> read(uint64_t offset) const {
    if (offset > bytes_.size() || bytes_.size() - offset < sizeof(Number))
      return std::nullopt;
    Number value;
    memcpy(&value, bytes_.data() + offset, sizeof value);
    return value;
  }

  // The NUL-terminated string at `offset`, cut at `limit` bytes; nullopt where it starts outside or
  // does not end within the view.
  std::optional<std::string_view> string(uint64_t offset, size_t limit) const {
    if (offset >= bytes_.size())
      return std::nullopt;
    const std::string_view rest = bytes_.substr(offset);
    const size_t end = rest.substr(0, limit + 1).find('\0');
    if (end != std::string_view::npos)
      return rest.substr(0, end);
    if (rest.size() <= limit)
      return std::nullopt;
    return rest.substr(0, limit + 1);
  }

 private:
  std::string_view bytes_;
};

}  // namespace meshprof
