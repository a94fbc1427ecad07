// SPDX-License-Identifier: Apache-2.0
#include "source/common/network/connection_impl.h"

#include "source/common/common/logger.h"
#include "source/common/network/io_handle.h"

namespace Envoy {
namespace Network {
namespace {

// Stands in for the client: makes the request in user space, without a name of its own. Long, so
// that the clocks read at the borders of sections cost little.
std::string makeRequest(uint64_t request) {
  std::string text =
      ":path:/api/v1/items," + std::to_string(request) + "/comments,with-a-long-path-to-work-on\n";
  text +=
      ":authority:backend.default.svc.cluster.local\nuser-agent:Mozilla/5.0 (stand-in)\ncookie:";
  for (uint64_t i = 0; i < 100; i++)
    text += "session" + std::to_string(i) + "=" + std::to_string(request * i) + ";";
  for (uint64_t i = 0; i < 40; i++)
    text += "\nx-metadata-" + std::to_string(i) + ":" + std::to_string(request << i) +
            "-value-of-some-length";
  return text + "\naccept:*/*\nx-forwarded-for:10.0.0.1\nx-envoy-internal:true\n";
}

}  // namespace

class ConnectionImpl : public Connection {
 public:
  explicit ConnectionImpl(Http::ConnectionManagerConfig& config)
      : codec_(Http::Http1::createServerConnection(config)) {}
  void onReadReady(uint64_t request) override {
    ENVOY_LOG(3, "read ready");
    Buffer::OwnedImpl read_buffer;
    io_handle_->receive(makeRequest(request));
    io_handle_->read(read_buffer);
    codec_->dispatch(read_buffer);
  }

 private:
  std::unique_ptr<IoHandle> io_handle_ = createSocketPair();
  std::unique_ptr<Http::Http1::Connection> codec_;
};

std::unique_ptr<Connection> createConnection(Http::ConnectionManagerConfig& config) {
  return std::make_unique<ConnectionImpl>(config);
}

}  // namespace Network
}  // namespace Envoy
