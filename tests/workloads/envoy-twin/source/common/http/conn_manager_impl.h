// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "source/common/access_log/access_log.h"
#include "source/common/http/filter.h"

namespace Envoy {
namespace Http {

class RequestDecoder {
 public:
  virtual ~RequestDecoder() = default;
  virtual void decodeHeaders(HeaderMapImpl&& headers) = 0;
};

struct ConnectionManagerConfig {
  Filters filters;
  std::unique_ptr<Tracing::Tracer> tracer;
  std::unique_ptr<AccessLog::Instance> access_log;
  std::unique_ptr<Stats::Scope> scope;
  std::unique_ptr<Stats::Histogram> duration;
};

std::unique_ptr<RequestDecoder> createStream(ConnectionManagerConfig& config);

}  // namespace Http
}  // namespace Envoy
