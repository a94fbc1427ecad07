// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "source/common/http/http1/codec_impl.h"

namespace Envoy {
namespace Network {

class Connection {
 public:
  virtual ~Connection() = default;
  virtual void onReadReady(uint64_t request) = 0;
};

std::unique_ptr<Connection> createConnection(Http::ConnectionManagerConfig& config);

}  // namespace Network
}  // namespace Envoy
