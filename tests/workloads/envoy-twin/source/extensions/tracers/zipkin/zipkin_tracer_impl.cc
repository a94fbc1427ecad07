// SPDX-License-Identifier: Apache-2.0
#include "source/common/buffer/buffer_impl.h"
#include "source/common/common/logger.h"
#include "source/common/common/utility.h"
#include "source/common/tracing/tracer.h"
#include "source/extensions/tracers/zipkin/span_buffer.h"
#include "truth/sections.h"

namespace Envoy {
namespace Extensions {
namespace Tracers {
namespace Zipkin {

class Reporter {
 public:
  virtual ~Reporter() = default;
  virtual void reportSpan(SpanData&& span) = 0;
};

class ReporterImpl : public Reporter {
 public:
  explicit ReporterImpl(Event::Dispatcher& dispatcher) {
    flush_timer_ = dispatcher.createTimer([this] {
      flushSpans();
      flush_timer_->enableTimer(4);
    });
    flush_timer_->enableTimer(4);
  }
  void reportSpan(SpanData&& span) override {
    span_buffer_.addSpan(std::move(span));
    if (span_buffer_.pendingSpans() >= 5)
      flushSpans();
  }

 private:
  void flushSpans();

  SpanBuffer span_buffer_;
  std::unique_ptr<Event::Timer> flush_timer_;
};

void ReporterImpl::flushSpans() {
  const truth::Section before = truth::enter(truth::kSpanExport);
  if (before == truth::kSpan)
    truth::back_to(truth::kSpanExport);
  Buffer::OwnedImpl body;
  for (int retry = 0; retry < 4; retry++)
    body.add(span_buffer_.serialize());
  ENVOY_LOG(2, "sending spans");
  span_buffer_.clear();
  body.drain(body.length());
  truth::back_to(before);
}

class Span : public Tracing::Span {
 public:
  Span(Reporter& reporter, uint64_t trace_id, std::string_view name) : reporter_(reporter) {
    data_.trace_id = trace_id;
    data_.id = trace_id * 31;
    data_.name = name;
  }
  void setTag(std::string_view name, std::string_view value) override {
    data_.tags.emplace_back(name, StringUtil::escape(value));
  }
  void injectContext(Http::HeaderMapImpl& headers) override {
    headers.addCopy("x-b3-traceid", Hex::uint64ToHex(data_.trace_id));
    headers.addCopy("x-b3-spanid", Hex::uint64ToHex(data_.id));
  }
  void finishSpan() override { reporter_.reportSpan(std::move(data_)); }

 private:
  Reporter& reporter_;
  SpanData data_;
};

class Driver : public Tracing::Tracer {
 public:
  explicit Driver(Event::Dispatcher& dispatcher) : reporter_(dispatcher) {}
  Tracing::SpanPtr startSpan(const Http::HeaderMapImpl& headers,
                             std::string_view operation) override {
    uint64_t trace_id = 0;
    for (const auto& [key, value] : headers.entries())
      trace_id = HashUtil::xxHash64(value, HashUtil::xxHash64(key, trace_id));
    ENVOY_LOG(3, "starting a span");
    return std::make_unique<Span>(reporter_, trace_id, operation);
  }

 private:
  ReporterImpl reporter_;
};

std::unique_ptr<Tracing::Tracer> createTracer(Event::Dispatcher& dispatcher) {
  return std::make_unique<Driver>(dispatcher);
}

}  // namespace Zipkin
}  // namespace Tracers
}  // namespace Extensions
}  // namespace Envoy
