// SPDX-License-Identifier: Apache-2.0
#include "source/common/http/conn_manager_impl.h"

#include "source/common/common/logger.h"
#include "source/common/common/utility.h"
#include "truth/sections.h"

namespace Envoy {
namespace Http {

class ConnectionManagerImpl {
 public:
  class ActiveStream : public RequestDecoder {
   public:
    explicit ActiveStream(ConnectionManagerConfig& config) : config_(config) {}
    void decodeHeaders(HeaderMapImpl&& headers) override;

   private:
    void traceRequest(HeaderMapImpl& headers);
    void finish(HeaderMapImpl& headers);
    void count(const HeaderMapImpl& headers);

    ConnectionManagerConfig& config_;
    Tracing::SpanPtr span_ = std::make_unique<Tracing::NullSpan>();
  };
};

namespace {

// Leaf functions of this file that nothing names.
uint64_t mutateRequestHeaders(HeaderMapImpl& headers) {
  uint64_t id = 0;
  for (int round = 0; round < 16; round++)
    id = HashUtil::xxHash64(headers.get(":path"), HashUtil::xxHash64(headers.get("cookie"), id));
  headers.addCopy("x-request-id", Hex::uint64ToHex(id));
  return id;
}

}  // namespace

void ConnectionManagerImpl::ActiveStream::decodeHeaders(HeaderMapImpl&& headers) {
  RELEASE_ASSERT(!headers.entries().empty());
  const uint64_t id = mutateRequestHeaders(headers);
  if (id % 8 != 0)
    traceRequest(headers);
  if (FilterManager::decodeHeaders(config_.filters, headers))
    finish(headers);
}

void ConnectionManagerImpl::ActiveStream::traceRequest(HeaderMapImpl& headers) {
  const truth::Section before = truth::enter(truth::kSpan);
  span_ = config_.tracer->startSpan(headers, "ingress");
  span_->injectContext(headers);
  truth::back_to(before);
}

void ConnectionManagerImpl::ActiveStream::finish(HeaderMapImpl& headers) {
  Tracing::HttpTracerUtility::finalizeDownstreamSpan(*span_, headers);
  const truth::Section before = truth::enter(truth::kSpan);
  span_->finishSpan();
  span_ = std::make_unique<Tracing::NullSpan>();
  truth::back_to(before);
  count(headers);
  config_.access_log->log(headers);
}

void ConnectionManagerImpl::ActiveStream::count(const HeaderMapImpl& headers) {
  config_.duration->recordValue(headers.byteSize());
  const truth::Section before = truth::enter(truth::kStats);
  for (const char* name :
       {"http.ingress.downstream_rq_total", "http.ingress.downstream_rq_2xx",
        "http.ingress.downstream_rq_completed", "http.ingress.tracing.random_sampling"})
    config_.scope->counterFromString(name).inc();
  truth::back_to(before);
}

std::unique_ptr<RequestDecoder> createStream(ConnectionManagerConfig& config) {
  return std::make_unique<ConnectionManagerImpl::ActiveStream>(config);
}

}  // namespace Http
}  // namespace Envoy
