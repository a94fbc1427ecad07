// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace meshprof {

// Lines of a file of /proc in one pass with little memory. Lines longer than kMaxLineBytes are left
// out.
class LineReader {
 public:
  static constexpr size_t kMaxLineBytes =
      16 * 1024;  // a path is at most 4 KiB, four times that when escaped

  explicit LineReader(int fd) : fd_(fd), buffer_(64 * 1024, '\0') {}

  // The next line without its end; valid until the next call. False at the end of the file or on an
  // error.
  bool next(std::string_view* line);

 private:
  bool fill();

  int fd_;  // not owned
  std::string buffer_;
  size_t begin_ = 0, end_ = 0;  // what has been read and not given out
  bool skipping_ = false;       // inside a line that is too long
};

// The text up to the next `delimiter`, which is removed with it from `rest`.
std::string_view take_until(std::string_view* rest, char delimiter);

// 0 where `text` is not a hexadecimal number.
uint64_t parse_hex(std::string_view text);

}  // namespace meshprof
