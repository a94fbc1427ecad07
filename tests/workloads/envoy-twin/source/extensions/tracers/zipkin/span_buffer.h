// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace Envoy {
namespace Extensions {
namespace Tracers {
namespace Zipkin {

struct SpanData {
  uint64_t trace_id = 0;
  uint64_t id = 0;
  std::string name;
  std::vector<std::pair<std::string, std::string>> tags;

  // A plain member in a file of its own, without any proof.
  std::string toJson() const;
};

class Serializer {
 public:
  virtual ~Serializer() = default;
  virtual std::string serialize(const std::vector<SpanData>& spans) = 0;
};

class SpanBuffer {
 public:
  SpanBuffer();
  ~SpanBuffer();
  bool addSpan(SpanData&& span);
  std::string serialize();
  size_t pendingSpans() const { return spans_.size(); }
  void clear() { spans_.clear(); }

 private:
  std::vector<SpanData> spans_;
  Serializer* serializer_;
};

}  // namespace Zipkin
}  // namespace Tracers
}  // namespace Extensions
}  // namespace Envoy
