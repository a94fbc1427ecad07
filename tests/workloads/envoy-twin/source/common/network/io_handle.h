// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "source/common/buffer/buffer_impl.h"

namespace Envoy {
namespace Network {

// A socket; what is written to `peer` can be read from it.
class IoHandle {
 public:
  virtual ~IoHandle() = default;
  virtual void read(Buffer::Instance& buffer) = 0;
  virtual void write(std::string_view data) = 0;
  virtual void receive(std::string_view data) = 0;
};

std::unique_ptr<IoHandle> createSocketPair();

}  // namespace Network
}  // namespace Envoy
