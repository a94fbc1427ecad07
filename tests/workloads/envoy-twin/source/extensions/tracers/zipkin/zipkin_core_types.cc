// SPDX-License-Identifier: Apache-2.0
#include "source/common/common/utility.h"
#include "source/extensions/tracers/zipkin/span_buffer.h"

namespace Envoy {
namespace Extensions {
namespace Tracers {
namespace Zipkin {
namespace {

void appendMember(std::string& json, std::string_view name, std::string_view value) {
  json += '"';
  json += StringUtil::escape(name);
  json += "\":\"";
  json += StringUtil::escape(value);
  json += "\",";
}

}  // namespace

std::string SpanData::toJson() const {
  std::string json = "{";
  appendMember(json, "traceId", Hex::uint64ToHex(trace_id));
  appendMember(json, "id", Hex::uint64ToHex(id));
  appendMember(json, "name", name);
  for (const auto& [key, value] : tags)
    appendMember(json, key, value);
  json.back() = '}';
  return json;
}

}  // namespace Zipkin
}  // namespace Tracers
}  // namespace Extensions
}  // namespace Envoy
