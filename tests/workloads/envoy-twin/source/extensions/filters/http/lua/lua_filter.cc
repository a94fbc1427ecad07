// SPDX-License-Identifier: Apache-2.0
#include "luajit/src/lj_vm.h"
#include "source/common/common/logger.h"
#include "source/common/http/filter.h"
#include "truth/sections.h"

namespace Envoy {
namespace Extensions {
namespace HttpFilters {
namespace Lua {

class Filter : public Http::StreamDecoderFilter {
 public:
  Http::FilterHeadersStatus decodeHeaders(Http::HeaderMapImpl& headers, bool) override {
    const truth::Section before = truth::enter(truth::kLua);
    doHeaders(headers);
    truth::back_to(before);
    return Http::FilterHeadersStatus::Continue;
  }

 private:
  void doHeaders(Http::HeaderMapImpl& headers) {
    uint64_t result = 1;
    for (const auto& [key, value] : headers.entries())
      result ^= lua_pcall("h:get()", value.data(), value.size());
    if (result == 0)
      ENVOY_LOG(0, "script failed");
    headers.addCopy("x-lua", std::to_string(result));
  }
};

std::unique_ptr<Http::StreamDecoderFilter> createLua() {
  return std::make_unique<Filter>();
}

}  // namespace Lua
}  // namespace HttpFilters
}  // namespace Extensions
}  // namespace Envoy
