// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "source/common/access_log/access_log.h"

namespace Envoy {
namespace Extensions {
namespace AccessLoggers {
namespace Common {

class ImplBase : public AccessLog::Instance {
 public:
  void log(const Http::HeaderMapImpl& headers) override;

 private:
  virtual void emitLog(const Http::HeaderMapImpl& headers) = 0;
};

}  // namespace Common
}  // namespace AccessLoggers
}  // namespace Extensions
}  // namespace Envoy
