// SPDX-License-Identifier: Apache-2.0
#include "source/common/common/logger.h"
#include "source/common/http/filter.h"
#include "source/extensions/filters/common/rbac/matchers.h"
#include "truth/sections.h"

namespace Envoy {
namespace Extensions {
namespace HttpFilters {
namespace RBACFilter {

class RoleBasedAccessControlFilter : public Http::StreamDecoderFilter {
 public:
  Http::FilterHeadersStatus decodeHeaders(Http::HeaderMapImpl& headers, bool) override {
    const truth::Section before = truth::enter(truth::kAuthorization);
    bool denied = false;
    for (const auto& matcher : matchers_)
      denied |= matcher->matches(headers);
    truth::back_to(before);
    if (denied)
      ENVOY_LOG(0, "denied");
    return denied ? Http::FilterHeadersStatus::StopIteration : Http::FilterHeadersStatus::Continue;
  }

 private:
  std::vector<std::unique_ptr<Filters::Common::RBAC::Matcher>> matchers_ =
      Filters::Common::RBAC::createMatchers();
};

std::unique_ptr<Http::StreamDecoderFilter> createRbac() {
  return std::make_unique<RoleBasedAccessControlFilter>();
}

}  // namespace RBACFilter
}  // namespace HttpFilters
}  // namespace Extensions
}  // namespace Envoy
