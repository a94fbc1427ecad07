// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "source/common/common/logger.h"
#include "source/common/network/io_handle.h"

namespace Envoy {
namespace Network {

constexpr size_t kPieceBytes = 512;

class IoSocketHandleImpl : public IoHandle {
 public:
  IoSocketHandleImpl() {
    RELEASE_ASSERT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds_) == 0);
  }
  ~IoSocketHandleImpl() override {
    close(fds_[0]);
    close(fds_[1]);
  }
  void read(Buffer::Instance& buffer) override { readAll(fds_[0], &buffer); }
  void receive(std::string_view data) override { writeAll(fds_[1], data); }
  // Drained at once: nobody is at the other end.
  void write(std::string_view data) override {
    writeAll(fds_[0], data);
    readAll(fds_[1], nullptr);
  }

 private:
  static void writeAll(int fd, std::string_view data) {
    for (size_t at = 0; at < data.size(); at += kPieceBytes) {
      const ssize_t sent =
          ::send(fd, data.data() + at, std::min(kPieceBytes, data.size() - at), MSG_NOSIGNAL);
      RELEASE_ASSERT(sent > 0);
    }
  }
  static void readAll(int fd, Buffer::Instance* buffer) {
    char piece[4096];
    ssize_t size;
    while ((size = ::recv(fd, piece, sizeof(piece), 0)) > 0) {
      if (buffer != nullptr)
        buffer->add({piece, static_cast<size_t>(size)});
    }
  }

  int fds_[2] = {-1, -1};
};

std::unique_ptr<IoHandle> createSocketPair() {
  return std::make_unique<IoSocketHandleImpl>();
}

}  // namespace Network
}  // namespace Envoy
