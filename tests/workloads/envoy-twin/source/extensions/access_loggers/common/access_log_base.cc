// SPDX-License-Identifier: Apache-2.0
#include "source/extensions/access_loggers/common/access_log_base.h"

namespace Envoy {
namespace Extensions {
namespace AccessLoggers {
namespace Common {

// The call is the last thing that it does: a jump.
void ImplBase::log(const Http::HeaderMapImpl& headers) {
  if (!headers.entries().empty())
    emitLog(headers);
}

}  // namespace Common
}  // namespace AccessLoggers
}  // namespace Extensions
}  // namespace Envoy
