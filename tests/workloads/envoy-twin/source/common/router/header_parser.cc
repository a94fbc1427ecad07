// SPDX-License-Identifier: Apache-2.0
#include "source/common/formatter/formatter.h"
#include "source/common/router/config_impl.h"

namespace Envoy {
namespace Router {

void HeaderParser::evaluateHeaders(Http::HeaderMapImpl& headers) {
  static const auto formatter = Formatter::createFormatter("%:authority%/%HASH%");
  headers.addCopy("x-route", formatter->format(headers));
}

}  // namespace Router
}  // namespace Envoy
