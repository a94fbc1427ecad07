// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "source/common/http/header_map_impl.h"

namespace Envoy {
namespace Router {

// Evaluates a header with a formatter that is not the access log's.
class HeaderParser {
 public:
  static void evaluateHeaders(Http::HeaderMapImpl& headers);
};

class RouteMatcher {
 public:
  static size_t route(const Http::HeaderMapImpl& headers);
};

}  // namespace Router
}  // namespace Envoy
