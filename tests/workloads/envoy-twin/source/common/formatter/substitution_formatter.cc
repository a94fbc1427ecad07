// SPDX-License-Identifier: Apache-2.0
#include "source/common/common/logger.h"
#include "source/common/common/utility.h"
#include "source/common/formatter/formatter.h"

namespace Envoy {
namespace Formatter {
namespace {

// Free functions without proof, called by proven ones.
std::string truncated(std::string_view text, size_t limit) {
  std::string out;
  for (size_t i = 0; i < text.size() && i < limit; i++)
    out += text[i] < ' ' ? '_' : text[i];
  return out;
}

}  // namespace

class PlainStringFormatter : public FormatterProvider {
 public:
  explicit PlainStringFormatter(std::string_view text) : text_(text) {}
  std::string format(const Http::HeaderMapImpl&) const override { return text_; }

 private:
  std::string text_;
};

class RequestHeaderFormatter : public FormatterProvider {
 public:
  explicit RequestHeaderFormatter(std::string_view name) : name_(name) {}
  std::string format(const Http::HeaderMapImpl& headers) const override {
    return truncated(headers.get(name_), 200);
  }

 private:
  std::string name_;
};

// One class for each extractor, as Envoy's StreamInfo formatters.
template <typename Extract> class ExtractingFormatter : public FormatterProvider {
 public:
  std::string format(const Http::HeaderMapImpl& headers) const override {
    return std::to_string(Extract()(headers));
  }
};
struct ExtractSize {
  uint64_t operator()(const Http::HeaderMapImpl& headers) const { return headers.byteSize(); }
};
struct ExtractHash {
  uint64_t operator()(const Http::HeaderMapImpl& headers) const {
    uint64_t hash = 0;
    for (const auto& entry : headers.entries())
      hash = HashUtil::xxHash64(entry.second, hash);
    return hash;
  }
};

class FormatterImpl : public Formatter {
 public:
  void add(std::unique_ptr<FormatterProvider> provider) {
    providers_.push_back(std::move(provider));
  }
  std::string format(const Http::HeaderMapImpl& headers) const override {
    std::string line;
    line.reserve(256);
    for (const auto& provider : providers_)
      line += StringUtil::escape(provider->format(headers));
    return line;
  }

 private:
  std::vector<std::unique_ptr<FormatterProvider>> providers_;
};

std::unique_ptr<Formatter> createFormatter(std::string_view format) {
  RELEASE_ASSERT(!format.empty());
  auto formatter = std::make_unique<FormatterImpl>();
  bool is_name = false;
  forEachToken(format, '%', [&](std::string_view part) {
    if (!is_name)
      formatter->add(std::make_unique<PlainStringFormatter>(part));
    else if (part == "BYTES")
      formatter->add(std::make_unique<ExtractingFormatter<ExtractSize>>());
    else if (part == "HASH")
      formatter->add(std::make_unique<ExtractingFormatter<ExtractHash>>());
    else
      formatter->add(std::make_unique<RequestHeaderFormatter>(part));
    is_name = !is_name;
  });
  return formatter;
}

}  // namespace Formatter
}  // namespace Envoy
