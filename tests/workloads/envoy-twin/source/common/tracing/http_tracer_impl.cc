// SPDX-License-Identifier: Apache-2.0
#include "source/common/common/utility.h"
#include "source/common/tracing/tracer.h"
#include "truth/sections.h"

namespace Envoy {
namespace Tracing {

// Neither virtual nor in a vtable, and says nothing: what it calls of the span is proven, itself
// not.
void HttpTracerUtility::finalizeDownstreamSpan(Span& span, const Http::HeaderMapImpl& headers) {
  const truth::Section before = truth::enter(truth::kSpan);
  for (const auto& [key, value] : headers.entries())
    span.setTag(key, value);
  span.setTag("guid:x-request-id", Hex::uint64ToHex(HashUtil::xxHash64(headers.get(":path"))));
  truth::back_to(before);
}

}  // namespace Tracing
}  // namespace Envoy
