// SPDX-License-Identifier: Apache-2.0
#include "server.h"

#include <algorithm>
#include <string>

#include "confinement.h"
#include "symbols/display_name.h"
#include "unwind_message.h"

namespace meshprof::reader {
namespace {

// CPU time of one request. Reading the symbol tables of the largest binaries takes a tenth of a
// second; an index of the stock Envoy less than one.
constexpr unsigned kRequestCpuSeconds = 5;
constexpr unsigned kIndexCpuSeconds = 20;

constexpr size_t kMaxSegments = 256;
constexpr size_t kBodyLimit = kMaxMessageBytes - sizeof(MessageHead);
// Room for one more name and file at their longest.
constexpr size_t kFullBodyBytes = kBodyLimit - 3 * kMaxNameBytes;

}  // namespace

void Server::run() {
  for (;;) {
    Message message;
    const Received received = receive_message(socket_, message, true);
    if (received != Received::kMessage)
      return;
    limit_cpu_seconds(message.head.kind == Kind::kBuildIndex ? kIndexCpuSeconds
                                                             : kRequestCpuSeconds);
    answer(message);
    limit_cpu_seconds(0);
  }
}

void Server::answer(Message& message) {
  if (message.head.kind == Kind::kOpen)
    return open(message);
  const auto found = binaries_.find(message.head.handle);
  if (found == binaries_.end())
    return;
  OpenBinary& binary = *found->second;
  switch (message.head.kind) {
  case Kind::kClose:
    binaries_.erase(found);
    break;
  case Kind::kResolve:
    resolve(binary, message);
    break;
  case Kind::kEntries:
    entries(binary, message.head);
    break;
  case Kind::kUnwind:
  case Kind::kInterpreter:
    unwind(binary, message);
    break;
  case Kind::kAttach:
    attach(binary, message);
    break;
  case Kind::kBuildIndex:
    build_index(binary, message);
    break;
  case Kind::kIdentify:
    identify(binary, message);
    break;
  default:
    break;
  }
}

void Server::reply(const MessageHead& request, Kind kind, const BodyWriter& body) {
  const MessageHead head = {kProtocolVersion, kind, request.handle, request.request};
  if (!send_message(socket_, head, body.body(), {}, true))
    _exit(0);  // nobody listens any more
}

void Server::open(Message& message) {
  if (message.descriptors.size() != 1)
    return;
  auto binary = std::make_unique<OpenBinary>(std::move(message.descriptors[0]));
  const ElfHeaders& headers = binary->image().headers();
  BodyWriter body;
  body.text(headers.build_id).text(display_name(headers.problem));
  body.number(static_cast<uint8_t>(headers.symtab.has_value() ? 1 : 0));
  const size_t count = std::min(headers.executable_segments.size(), kMaxSegments);
  body.number(static_cast<uint32_t>(count));
  for (size_t i = 0; i < count; i++) {
    const ElfHeaders::Segment& segment = headers.executable_segments[i];
    body.number(segment.offset).number(segment.file_bytes).number(segment.address);
  }
  binaries_[message.head.handle] = std::move(binary);
  reply(message.head, Kind::kOpened, body);
}

void Server::resolve(OpenBinary& binary, const Message& message) {
  BodyReader addresses(message.body);
  BodyWriter names;
  while (addresses.remaining() >= sizeof(uint64_t)) {
    const auto address = addresses.number<uint64_t>();
    const OpenBinary::Name name = binary.name(address);
    names.number(address).number(name.start).number(name.source).text(name.name).text(name.file);
    if (names.size() > kFullBodyBytes) {
      reply(message.head, Kind::kNames, names);
      names = {};
    }
  }
  // The client counts: all addresses answered is the end.
  if (names.size() > 0)
    reply(message.head, Kind::kNames, names);
}

void Server::identify(OpenBinary& binary, const Message& message) {
  const bool with_digest = BodyReader(message.body).number<uint8_t>() != 0;
  reply(message.head, Kind::kIdentified,
        BodyWriter().text(with_digest ? binary.digest() : "").text(binary.debug_link()));
}

void Server::entries(OpenBinary& binary, const MessageHead& request) {
  BodyWriter body;
  for (const CodeRange& range : binary.thread_entries())
    body.number(range.start).number(range.limit);
  reply(request, Kind::kEntryRanges, body);
}

void Server::unwind(OpenBinary& binary, const Message& message) {
  BodyReader body(message.body);
  const auto address = body.number<uint64_t>();
  const auto first_row = body.number<uint32_t>();
  const bool is_interpreter = message.head.kind == Kind::kInterpreter;
  const DecodedFunction decoded =
      is_interpreter ? binary.entered_interpreter(address) : binary.unwind(address);
  reply(message.head, Kind::kUnwound, write_unwound(decoded, first_row));
}

void Server::attach(OpenBinary& binary, Message& message) {
  BodyReader body(message.body);
  const auto what = body.number<Attachment>();
  const bool is_usable = message.descriptors.size() == 1 && body.ok() &&
                         binary.attach(what, std::move(message.descriptors[0]));
  reply(message.head, Kind::kAttached, BodyWriter().number(uint8_t{is_usable}));
}

void Server::build_index(OpenBinary& binary, Message& message) {
  std::string problem;
  const bool is_written =
      message.descriptors.size() == 1 && binary.build_index(message.descriptors[0].get(), problem);
  reply(message.head, Kind::kIndexBuilt,
        BodyWriter().number(uint8_t{is_written}).text(display_name(problem)));
}

}  // namespace meshprof::reader
