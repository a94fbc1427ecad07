// SPDX-License-Identifier: Apache-2.0
#include "source/common/http/filter.h"

namespace Envoy {
namespace Http {

bool FilterManager::decodeHeaders(Filters& filters, HeaderMapImpl& headers) {
  for (auto& filter : filters) {
    if (filter->decodeHeaders(headers, true) == FilterHeadersStatus::StopIteration)
      return false;
  }
  return true;
}

}  // namespace Http
}  // namespace Envoy
