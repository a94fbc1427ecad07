// SPDX-License-Identifier: Apache-2.0
#include "source/extensions/access_loggers/common/access_log_base.h"
#include "truth/sections.h"

namespace Envoy {
namespace Extensions {
namespace AccessLoggers {
namespace File {

class FileAccessLog : public Common::ImplBase {
 public:
  explicit FileAccessLog(AccessLog::AccessLogFile& file)
      : file_(file),
        formatter_(Formatter::createFormatter("[%:authority%] \"%:path%\" %user-agent% %BYTES% "
                                              "%HASH% %x-request-id% %x-b3-traceid% %cookie%")) {}

 private:
  void emitLog(const Http::HeaderMapImpl& headers) override {
    const truth::Section before = truth::enter(truth::kLogFormat);
    for (int line = 0; line < 2; line++)
      file_.write(formatter_->format(headers));
    truth::back_to(before);
  }

  AccessLog::AccessLogFile& file_;
  std::unique_ptr<Formatter::Formatter> formatter_;
};

std::unique_ptr<AccessLog::Instance> createFileAccessLog(AccessLog::AccessLogFile& file) {
  return std::make_unique<FileAccessLog>(file);
}

}  // namespace File
}  // namespace AccessLoggers
}  // namespace Extensions
}  // namespace Envoy
