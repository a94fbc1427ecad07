// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "source/common/access_log/access_log.h"
#include "source/common/buffer/buffer_impl.h"
#include "source/common/common/logger.h"
#include "truth/sections.h"

namespace Envoy {
namespace AccessLog {

class AccessLogFileImpl : public AccessLogFile {
 public:
  explicit AccessLogFileImpl(Event::Dispatcher& dispatcher)
      : fd_(open("/dev/null", O_WRONLY | O_CLOEXEC)) {
    RELEASE_ASSERT(fd_ >= 0);
    flush_timer_ = dispatcher.createTimer([this] {
      flush();
      flush_timer_->enableTimer(8);
    });
    flush_timer_->enableTimer(8);
  }
  ~AccessLogFileImpl() override { close(fd_); }

  void write(std::string_view data) override {
    const truth::Section before = truth::enter(truth::kLogWrite);
    if (before == truth::kLogFormat)
      truth::back_to(truth::kLogWrite);
    buffer_.add(data);
    buffer_.add("\n");
    truth::back_to(before);
  }
  void flush() override;

 private:
  void doWrite(const std::string& data);

  int fd_;
  Buffer::OwnedImpl buffer_;
  std::unique_ptr<Event::Timer> flush_timer_;
};

void AccessLogFileImpl::flush() {
  const truth::Section before = truth::enter(truth::kLogWrite);
  Buffer::OwnedImpl about_to_write;
  about_to_write.move(buffer_);
  doWrite(about_to_write.toString());
  about_to_write.drain(about_to_write.length());
  truth::back_to(before);
}

void AccessLogFileImpl::doWrite(const std::string& data) {
  // In small pieces: a page that takes some time in the kernel.
  for (size_t at = 0; at < data.size(); at += 64) {
    if (::write(fd_, data.data() + at, std::min<size_t>(64, data.size() - at)) < 0)
      ENVOY_LOG(0, "write failed");
  }
}

std::unique_ptr<AccessLogFile> createAccessLogFile(Event::Dispatcher& dispatcher) {
  return std::make_unique<AccessLogFileImpl>(dispatcher);
}

}  // namespace AccessLog
}  // namespace Envoy
