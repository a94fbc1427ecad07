// SPDX-License-Identifier: Apache-2.0
#include "source/extensions/tracers/zipkin/span_buffer.h"

#include "source/common/common/logger.h"

namespace Envoy {
namespace Extensions {
namespace Tracers {
namespace Zipkin {
namespace {

class JsonV2Serializer : public Serializer {
 public:
  std::string serialize(const std::vector<SpanData>& spans) override {
    std::string out = "[";
    for (const SpanData& span : spans) {
      out += span.toJson();
      out += ',';
    }
    out.back() = ']';
    return out;
  }
};

}  // namespace

SpanBuffer::SpanBuffer() : serializer_(new JsonV2Serializer()) {}

SpanBuffer::~SpanBuffer() {
  delete serializer_;
}

bool SpanBuffer::addSpan(SpanData&& span) {
  RELEASE_ASSERT(spans_.size() < 10'000);
  spans_.push_back(std::move(span));
  return true;
}

std::string SpanBuffer::serialize() {
  return serializer_->serialize(spans_);
}

}  // namespace Zipkin
}  // namespace Tracers
}  // namespace Extensions
}  // namespace Envoy
