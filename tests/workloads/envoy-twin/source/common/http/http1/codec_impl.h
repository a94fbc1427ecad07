// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "source/common/buffer/buffer_impl.h"
#include "source/common/http/conn_manager_impl.h"

namespace Envoy {
namespace Http {
namespace Http1 {

class Connection {
 public:
  virtual ~Connection() = default;
  virtual void dispatch(Buffer::Instance& data) = 0;
};

std::unique_ptr<Connection> createServerConnection(ConnectionManagerConfig& config);

}  // namespace Http1
}  // namespace Http
}  // namespace Envoy
