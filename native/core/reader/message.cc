// SPDX-License-Identifier: Apache-2.0
#include "message.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>

namespace meshprof::reader {
namespace {

constexpr size_t kControlBytes = CMSG_SPACE(kMaxDescriptors * sizeof(int));

std::vector<UniqueFd> take_descriptors(msghdr& header) {
  std::vector<UniqueFd> descriptors;
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
      continue;
    const size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; i++) {
      int fd = -1;
      memcpy(&fd, CMSG_DATA(part) + i * sizeof fd, sizeof fd);
      descriptors.emplace_back(fd);
    }
  }
  return descriptors;
}

}  // namespace

bool send_message(int socket, const MessageHead& head, std::string_view body,
                  std::span<const int> descriptors, bool is_waiting) {
  if (body.size() > kMaxMessageBytes - sizeof head || descriptors.size() > kMaxDescriptors)
    return false;
  iovec parts[] = {{const_cast<MessageHead*>(&head), sizeof head},
                   {const_cast<char*>(body.data()), body.size()}};
  msghdr header{};
  header.msg_iov = parts;
  header.msg_iovlen = 2;
  alignas(cmsghdr) char control[kControlBytes] = {};
  if (!descriptors.empty()) {
    header.msg_control = control;
    header.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    cmsghdr* part = CMSG_FIRSTHDR(&header);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    memcpy(CMSG_DATA(part), descriptors.data(), descriptors.size_bytes());
  }
  ssize_t sent;
  do {
    sent = sendmsg(socket, &header, MSG_NOSIGNAL | (is_waiting ? 0 : MSG_DONTWAIT));
  } while (sent < 0 && errno == EINTR);
  return sent >= 0;
}

Received receive_message(int socket, Message& message, bool is_waiting) {
  message.body.resize(kMaxMessageBytes - sizeof message.head);
  iovec parts[] = {{&message.head, sizeof message.head},
                   {message.body.data(), message.body.size()}};
  alignas(cmsghdr) char control[kControlBytes];
  msghdr header{};
  header.msg_iov = parts;
  header.msg_iovlen = 2;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  ssize_t got;
  do {
    got = recvmsg(socket, &header, MSG_CMSG_CLOEXEC | (is_waiting ? 0 : MSG_DONTWAIT));
  } while (got < 0 && errno == EINTR);
  message.body.resize(got > static_cast<ssize_t>(sizeof message.head)
                          ? static_cast<size_t>(got) - sizeof message.head
                          : 0);
  if (got < 0)
    return errno == EAGAIN ? Received::kNothing : Received::kClosed;
  if (got == 0)
    return Received::kClosed;
  message.descriptors = take_descriptors(header);
  const bool is_whole = (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0;
  const bool has_head = got >= static_cast<ssize_t>(sizeof message.head);
  return is_whole && has_head && message.head.version == kProtocolVersion ? Received::kMessage
                                                                          : Received::kMalformed;
}

}  // namespace meshprof::reader
