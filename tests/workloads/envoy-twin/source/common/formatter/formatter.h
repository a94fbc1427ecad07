// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "source/common/http/header_map_impl.h"

namespace Envoy {
namespace Formatter {

class FormatterProvider {
 public:
  virtual ~FormatterProvider() = default;
  virtual std::string format(const Http::HeaderMapImpl& headers) const = 0;
};

class Formatter {
 public:
  virtual ~Formatter() = default;
  virtual std::string format(const Http::HeaderMapImpl& headers) const = 0;
};

// `%NAME%` is a header, all else stands for itself.
std::unique_ptr<Formatter> createFormatter(std::string_view format);

}  // namespace Formatter
}  // namespace Envoy
