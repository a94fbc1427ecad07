// SPDX-License-Identifier: Apache-2.0
#include "source/common/router/config_impl.h"

#include "source/common/common/logger.h"
#include "source/common/common/utility.h"

namespace Envoy {
namespace Router {

size_t RouteMatcher::route(const Http::HeaderMapImpl& headers) {
  const std::string_view path = headers.get(":path");
  size_t best = 0;
  for (size_t candidate = 0; candidate < 600; candidate++) {
    if (StringUtil::caseFindToken(path,
                                  std::string_view("/api/v1/items").substr(0, candidate % 14)))
      best = candidate;
  }
  if (best == 0)
    ENVOY_LOG(1, "no route");
  return best;
}

}  // namespace Router
}  // namespace Envoy
