// SPDX-License-Identifier: Apache-2.0
#include "content_file.h"

#include <linux/major.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <climits>
#include <tuple>

#include "reader/sha256.h"
#include "symbols/read_fully.h"
#include "to_hex.h"

namespace meshprof::reader {
namespace {

// Another one forgets all.
constexpr std::string_view kMagic = "mpcont1\n";
constexpr size_t kDigestBytes = std::tuple_size_v<Sha256::Digest>;
constexpr size_t kMaxBytes = kMagic.size() + 2 * kDigestBytes + NAME_MAX;

std::string digest_of(std::string_view text) {
  Sha256 sum;
  sum.add(text.data(), text.size());
  const Sha256::Digest digest = sum.finish();
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

bool is_identity_lasting(int file) {
  constexpr unsigned kNoDevice = 0;
  struct stat status{};
  if (fstat(file, &status) != 0)
    return false;
  const unsigned device = major(status.st_dev);
  return device != kNoDevice && device != LOOP_MAJOR && device != NBD_MAJOR;
}

std::string content_file_name(const std::string& identity) {
  return to_hex(digest_of(identity)) + std::string(kContentSuffix);
}

// Magic, the digest of what follows, the file's digest, its debug link.
bool write_content(int file, const FileContent& content) {
  const std::string body = content.digest + content.debug_link;
  const std::string text = std::string(kMagic) + digest_of(body) + body;
  return content.digest.size() == kDigestBytes && text.size() <= kMaxBytes &&
         write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

std::optional<FileContent> read_content(int file) {
  std::string text(kMaxBytes + 1, '\0');
  text.resize(read_fully(file, text.data(), text.size(), 0));
  const size_t body_at = kMagic.size() + kDigestBytes;
  if (text.size() < body_at + kDigestBytes || text.size() > kMaxBytes || !text.starts_with(kMagic))
    return std::nullopt;
  const std::string body = text.substr(body_at);
  if (text.substr(kMagic.size(), kDigestBytes) != digest_of(body))
    return std::nullopt;
  return FileContent{body.substr(0, kDigestBytes), body.substr(kDigestBytes)};
}

}  // namespace meshprof::reader
