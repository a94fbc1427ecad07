// SPDX-License-Identifier: Apache-2.0
#include "source/common/http/http1/codec_impl.h"

#include "source/common/common/logger.h"
#include "source/common/common/utility.h"

namespace Envoy {
namespace Http {
namespace Http1 {

// A parser behind an interface, as Envoy's, and one whose functions are alike with another's: the
// linker may fold them.
class Parser {
 public:
  virtual ~Parser() = default;
  virtual HeaderMapImpl execute(std::string_view text) = 0;
  virtual bool isChunked() const { return chunked_; }

 protected:
  bool chunked_ = false;
};

class BalsaParser : public Parser {
 public:
  HeaderMapImpl execute(std::string_view text) override {
    HeaderMapImpl headers;
    for (int pass = 0; pass < 40; pass++)
      validate(text);
    forEachToken(text, '\n', [&headers](std::string_view line) {
      const size_t colon = line.find(':', 1);
      if (colon != line.npos)
        headers.addCopy(line.substr(0, colon), line.substr(colon + 1));
    });
    return headers;
  }

 private:
  void validate(std::string_view text) {
    for (const char character : text)
      chunked_ |= character == '\0' || static_cast<unsigned char>(character) > 0xfd;
  }
};

class ConnectionImpl : public Connection {
 public:
  void dispatch(Buffer::Instance& data) override {
    ENVOY_LOG(3, "dispatching");
    const std::string text = data.toString();
    data.drain(data.length());
    onMessage(parser_->execute(text));
  }

 protected:
  virtual void onMessage(HeaderMapImpl&& headers) = 0;

 private:
  std::unique_ptr<Parser> parser_ = std::make_unique<BalsaParser>();
};

class ServerConnectionImpl : public ConnectionImpl {
 public:
  explicit ServerConnectionImpl(ConnectionManagerConfig& config) : stream_(createStream(config)) {}

 private:
  void onMessage(HeaderMapImpl&& headers) override { stream_->decodeHeaders(std::move(headers)); }

  std::unique_ptr<RequestDecoder> stream_;
};

std::unique_ptr<Connection> createServerConnection(ConnectionManagerConfig& config) {
  return std::make_unique<ServerConnectionImpl>(config);
}

}  // namespace Http1
}  // namespace Http
}  // namespace Envoy
