// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "source/common/event/dispatcher_impl.h"
#include "source/common/http/header_map_impl.h"

namespace Envoy {
namespace Tracing {

class Span {
 public:
  virtual ~Span() = default;
  virtual void setTag(std::string_view name, std::string_view value) = 0;
  virtual void injectContext(Http::HeaderMapImpl& headers) = 0;
  virtual void finishSpan() = 0;
};
using SpanPtr = std::unique_ptr<Span>;

class Tracer {
 public:
  virtual ~Tracer() = default;
  virtual SpanPtr startSpan(const Http::HeaderMapImpl& headers, std::string_view operation) = 0;
};

// What runs for a request that is not traced: nothing that tracing could be blamed for.
class NullSpan : public Span {
 public:
  void setTag(std::string_view, std::string_view) override {}
  void injectContext(Http::HeaderMapImpl&) override {}
  void finishSpan() override {}
};

class HttpTracerUtility {
 public:
  static void finalizeDownstreamSpan(Span& span, const Http::HeaderMapImpl& headers);
};

}  // namespace Tracing

namespace Extensions {
namespace Tracers {
namespace Zipkin {
std::unique_ptr<Tracing::Tracer> createTracer(Event::Dispatcher& dispatcher);
}  // namespace Zipkin
}  // namespace Tracers
}  // namespace Extensions
}  // namespace Envoy
