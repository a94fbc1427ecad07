// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "source/common/event/dispatcher_impl.h"
#include "source/common/formatter/formatter.h"

namespace Envoy {
namespace AccessLog {

class AccessLogFile {
 public:
  virtual ~AccessLogFile() = default;
  virtual void write(std::string_view data) = 0;
  virtual void flush() = 0;
};
std::unique_ptr<AccessLogFile> createAccessLogFile(Event::Dispatcher& dispatcher);

class Instance {
 public:
  virtual ~Instance() = default;
  virtual void log(const Http::HeaderMapImpl& headers) = 0;
};

}  // namespace AccessLog

namespace Extensions {
namespace AccessLoggers {
namespace File {
std::unique_ptr<AccessLog::Instance> createFileAccessLog(AccessLog::AccessLogFile& file);
}  // namespace File
}  // namespace AccessLoggers
}  // namespace Extensions
}  // namespace Envoy
