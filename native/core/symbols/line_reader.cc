// SPDX-License-Identifier: Apache-2.0
#include "line_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

namespace meshprof {

bool LineReader::fill() {
  if (begin_ > 0) {
    memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ > kMaxLineBytes) {
    skipping_ = true;
    end_ = 0;
  }
  ssize_t n;
  do {
    n = read(fd_, buffer_.data() + end_, buffer_.size() - end_);
  } while (n < 0 && errno == EINTR);
  if (n <= 0)
    return false;
  end_ += static_cast<size_t>(n);
  return true;
}

bool LineReader::next(std::string_view* line) {
  for (;;) {
    const std::string_view pending(buffer_.data() + begin_, end_ - begin_);
    const size_t newline = pending.find('\n');
    if (newline == std::string_view::npos) {
      if (!fill())
        return false;
      continue;
    }
    begin_ += newline + 1;
    const bool too_long = std::exchange(skipping_, false) || newline > kMaxLineBytes;
    if (too_long)
      continue;
    *line = pending.substr(0, newline);
    return true;
  }
}

std::string_view take_until(std::string_view* rest, char delimiter) {
  const size_t end = std::min(rest->find(delimiter), rest->size());
  const std::string_view taken = rest->substr(0, end);
  rest->remove_prefix(std::min(end + 1, rest->size()));
  return taken;
}

uint64_t parse_hex(std::string_view text) {
  uint64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  return result.ec == std::errc() && result.ptr == text.data() + text.size() ? value : 0;
}

}  // namespace meshprof
