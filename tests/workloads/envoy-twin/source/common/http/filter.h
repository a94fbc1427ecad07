// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "source/common/http/header_map_impl.h"
#include "source/common/stats/stats.h"
#include "source/common/tracing/tracer.h"

namespace Envoy {
namespace Http {

enum class FilterHeadersStatus { Continue, StopIteration };

class StreamDecoderFilter {
 public:
  virtual ~StreamDecoderFilter() = default;
  virtual FilterHeadersStatus decodeHeaders(HeaderMapImpl& headers, bool end_stream) = 0;
};
using Filters = std::vector<std::unique_ptr<StreamDecoderFilter>>;

// In no vtable; runs the chain.
class FilterManager {
 public:
  static bool decodeHeaders(Filters& filters, HeaderMapImpl& headers);
};

}  // namespace Http

namespace Router {
std::unique_ptr<Http::StreamDecoderFilter> createRouter(Stats::Scope& scope);
}  // namespace Router

namespace Extensions {
namespace HttpFilters {
namespace Lua {
std::unique_ptr<Http::StreamDecoderFilter> createLua();
}  // namespace Lua
namespace RBACFilter {
std::unique_ptr<Http::StreamDecoderFilter> createRbac();
}  // namespace RBACFilter
}  // namespace HttpFilters
}  // namespace Extensions
}  // namespace Envoy
