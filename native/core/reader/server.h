// SPDX-License-Identifier: Apache-2.0
// Answers requests about binaries, one after the other, until the client hangs up.
#pragma once

#include <map>
#include <memory>

#include "message.h"
#include "open_binary.h"

namespace meshprof::reader {

class Server {
 public:
  explicit Server(int socket) : socket_(socket) {}

  void run();

 private:
  void answer(Message& message);
  void open(Message& message);
  void resolve(OpenBinary& binary, const Message& message);
  void identify(OpenBinary& binary, const Message& message);
  void entries(OpenBinary& binary, const MessageHead& request);
  void unwind(OpenBinary& binary, const Message& message);
  void attach(OpenBinary& binary, Message& message);
  void build_index(OpenBinary& binary, Message& message);
  void reply(const MessageHead& request, Kind kind, const BodyWriter& body);

  int socket_;
  std::map<uint32_t, std::unique_ptr<OpenBinary>> binaries_;
};

}  // namespace meshprof::reader
