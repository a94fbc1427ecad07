// SPDX-License-Identifier: Apache-2.0
#include "source/common/buffer/buffer_impl.h"
#include "source/common/common/logger.h"
#include "source/common/http/filter.h"
#include "source/common/network/io_handle.h"
#include "source/common/router/config_impl.h"
#include "truth/sections.h"

namespace Envoy {
namespace Router {

class Filter : public Http::StreamDecoderFilter {
 public:
  explicit Filter(Stats::Scope& scope) : scope_(scope) {}
  Http::FilterHeadersStatus decodeHeaders(Http::HeaderMapImpl& headers, bool) override {
    const size_t route = RouteMatcher::route(headers);
    HeaderParser::evaluateHeaders(headers);
    chargeUpstreamCode(route);
    sendUpstream(headers);
    return Http::FilterHeadersStatus::Continue;
  }

 private:
  // Statistics by a free function and a plain class: a stripped binary cannot tell them from the
  // router.
  void chargeUpstreamCode(size_t route) {
    const truth::Section before = truth::enter(truth::kStats);
    static Stats::SymbolTable table;
    for (int label = 0; label < 3; label++)
      charged_ ^=
          Stats::Utility::hashElements(table.encode("cluster.upstream.upstream_rq.external")) +
          route;
    scope_.counterFromString("cluster.upstream.upstream_rq_total").inc();
    truth::back_to(before);
  }
  void sendUpstream(const Http::HeaderMapImpl& headers) {
    Buffer::OwnedImpl out;
    for (int copy = 0; copy < 4; copy++) {
      for (const auto& [key, value] : headers.entries()) {
        out.add(key);
        out.add(value);
      }
    }
    io_handle_->write(out.toString());
    ENVOY_LOG(3, "sent upstream");
  }

  Stats::Scope& scope_;
  std::unique_ptr<Network::IoHandle> io_handle_ = Network::createSocketPair();
  uint64_t charged_ = 0;
};

std::unique_ptr<Http::StreamDecoderFilter> createRouter(Stats::Scope& scope) {
  return std::make_unique<Filter>(scope);
}

}  // namespace Router
}  // namespace Envoy
