// SPDX-License-Identifier: Apache-2.0
// Messages between the agent's process and meshprof-reader: one datagram each, over a
// SOCK_SEQPACKET pair. A head, then numbers and texts, then descriptors beside it. Neither side
// trusts the other.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "symbols/unique_fd.h"

namespace meshprof::reader {

// Both programs are built together; a different one on disk is refused rather than misread.
inline constexpr uint32_t kProtocolVersion = 1;

// The system's default socket buffer holds four of them.
inline constexpr size_t kMaxMessageBytes = 48 * 1024;
inline constexpr size_t kMaxDescriptors = 2;

// Where meshprof-reader finds its socket.
inline constexpr int kSocketDescriptor = 3;

enum class Kind : uint32_t {
  // Requests. A handle stands for a binary and is chosen by the client.
  kOpen = 1,     // descriptor of the file → kOpened
  kClose,        // → nothing
  kResolve,      // ELF addresses → kNames, several of them, until `is_last`
  kEntries,      // → kEntryRanges
  kUnwind,       // ELF address → kUnwound
  kInterpreter,  // return address → kUnwound: the interpreter that the call before it enters
  kAttach,       // Attachment and its descriptor → kAttached
  kBuildIndex,   // descriptor of an empty file → kIndexBuilt
  kIdentify,     // → kIdentified: name of the debug file and, if asked for, SHA-256

  // Answers
  kOpened = 64,
  kNames,
  kEntryRanges,
  kUnwound,
  kAttached,
  kIndexBuilt,
  kIdentified,
};

// What may be given to the reader beside the binary itself.
enum class Attachment : uint8_t {
  kIndex = 0,       // names found before, see index_file.h
  kDebugFile = 1,   // the file that a debug link or the build-id folder leads to
  kSymbolPack = 2,  // made by `meshprof symbols pack`
};

struct MessageHead {
  uint32_t version = kProtocolVersion;
  Kind kind{};
  uint32_t handle = 0;
  uint32_t request = 0;  // an answer repeats its request's
};

struct Message {
  MessageHead head;
  std::string body;
  std::vector<UniqueFd> descriptors;
};

class BodyWriter {
 public:
  template <typename Number> BodyWriter& number(Number value) {
    static_assert(std::is_integral_v<Number> || std::is_enum_v<Number>);
    body_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  BodyWriter& text(std::string_view value) {
    number(static_cast<uint32_t>(value.size()));
    body_ += value;
    return *this;
  }
  const std::string& body() const { return body_; }
  size_t size() const { return body_.size(); }

 private:
  std::string body_;
};

// Reads what a BodyWriter wrote. What does not fit gives zeros and makes ok() false for good.
class BodyReader {
 public:
  explicit BodyReader(std::string_view body) : rest_(body) {}

  template <typename Number> Number number() {
    static_assert(std::is_integral_v<Number> || std::is_enum_v<Number>);
    Number value{};
    if (take(sizeof value))
      memcpy(&value, taken_.data(), sizeof value);
    return value;
  }
  std::string_view text(size_t max_bytes) {
    const auto size = number<uint32_t>();
    return size <= max_bytes && take(size) ? taken_ : (ok_ = false, std::string_view());
  }
  // True if all was there and nothing is left.
  bool is_complete() const { return ok_ && rest_.empty(); }
  bool ok() const { return ok_; }
  size_t remaining() const { return rest_.size(); }

 private:
  bool take(size_t size) {
    if (!ok_ || size > rest_.size())
      return ok_ = false;
    taken_ = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }

  std::string_view rest_;
  std::string_view taken_;
  bool ok_ = true;
};

enum class Received { kMessage, kNothing, kClosed, kMalformed };

// `is_waiting` says whether to block. False if the other side is gone or, not waiting, its buffer
// is full.
bool send_message(int socket, const MessageHead& head, std::string_view body,
                  std::span<const int> descriptors, bool is_waiting);
Received receive_message(int socket, Message& message, bool is_waiting);

}  // namespace meshprof::reader
