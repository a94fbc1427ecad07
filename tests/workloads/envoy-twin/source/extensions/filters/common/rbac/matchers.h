// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "source/common/http/header_map_impl.h"

namespace Envoy {
namespace Extensions {
namespace Filters {
namespace Common {
namespace RBAC {

class Matcher {
 public:
  virtual ~Matcher() = default;
  virtual bool matches(const Http::HeaderMapImpl& headers) const = 0;
};
std::vector<std::unique_ptr<Matcher>> createMatchers();

}  // namespace RBAC
}  // namespace Common
}  // namespace Filters
}  // namespace Extensions
}  // namespace Envoy
