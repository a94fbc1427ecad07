// SPDX-License-Identifier: Apache-2.0
#include "index_cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "content_file.h"

namespace meshprof::reader {
namespace {

constexpr std::string_view kSuffix = ".index";
constexpr std::string_view kPartSuffix = ".part";
constexpr time_t kStalePartSeconds = 3600;

struct Kept {
  std::string name;
  uint64_t bytes;
  timespec used;
};

bool is_older(const Kept& a, const Kept& b) {
  return a.used.tv_sec != b.used.tv_sec ? a.used.tv_sec < b.used.tv_sec
                                        : a.used.tv_nsec < b.used.tv_nsec;
}

// A regular file of our own; whatever else lies in the folder is left alone.
bool is_ours(const struct stat& status) {
  return S_ISREG(status.st_mode) && status.st_uid == geteuid();
}

template <typename Visit> void for_each_file(int folder, Visit&& visit) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(
      fdopendir(openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)), closedir);
  if (entries == nullptr)
    return;
  while (const dirent* entry = readdir(entries.get())) {
    struct stat status{};
    if (fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && is_ours(status))
      visit(std::string(entry->d_name), status);
  }
}

bool copy(int from, int to, uint64_t bytes) {
  off_t offset = 0;
  while (static_cast<uint64_t>(offset) < bytes) {
    if (sendfile(to, from, &offset, bytes - static_cast<uint64_t>(offset)) <= 0)
      return false;
  }
  return true;
}

// About 200 bytes each.
constexpr size_t kMaxKnownContents = 4096;

std::map<std::string, IndexCache::Content>& known_contents() {
  static std::map<std::string, IndexCache::Content> contents;
  return contents;
}

}  // namespace

IndexCache::IndexCache(const std::string& folder, uint64_t max_bytes) : max_bytes_(max_bytes) {
  if (folder.empty())
    return;
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(folder).parent_path(), ignored);
  mkdir(folder.c_str(), S_IRWXU);
  folder_ = UniqueFd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat status{};
  // Where others may write, others decide about names.
  if (folder_ && (fstat(folder_.get(), &status) != 0 || status.st_uid != geteuid() ||
                  (status.st_mode & (S_IWGRP | S_IWOTH)) != 0))
    folder_ = UniqueFd();
}

UniqueFd IndexCache::find(const std::string& key) const {
  if (!folder_)
    return UniqueFd();
  const std::string name = key + std::string(kSuffix);
  UniqueFd file(openat(folder_.get(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat status{};
  if (!file || fstat(file.get(), &status) != 0 || !is_ours(status))
    return UniqueFd();
  futimens(file.get(), nullptr);
  return file;
}

UniqueFd IndexCache::keep(const std::string& key, int index, uint64_t bytes) const {
  if (!folder_ || bytes > max_bytes_)
    return UniqueFd();
  make_room(bytes);
  const std::string part = key + "-" + std::to_string(getpid()) + std::string(kPartSuffix);
  const std::string name = key + std::string(kSuffix);
  UniqueFd file(openat(folder_.get(), part.c_str(),
                       O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (!file)
    return UniqueFd();
  if (!copy(index, file.get(), bytes) ||
      renameat(folder_.get(), part.c_str(), folder_.get(), name.c_str()) != 0) {
    unlinkat(folder_.get(), part.c_str(), 0);
    return UniqueFd();
  }
  return find(key);
}

void IndexCache::remove(const std::string& key) const {
  if (folder_)
    unlinkat(folder_.get(), (key + std::string(kSuffix)).c_str(), 0);
}

std::optional<IndexCache::Content> IndexCache::known_content(const std::string& identity,
                                                             int file) const {
  const auto found = known_contents().find(identity);
  if (found != known_contents().end())
    return found->second;
  if (identity.empty() || !folder_ || !is_identity_lasting(file))
    return std::nullopt;
  const std::string name = content_file_name(identity);
  const UniqueFd kept(openat(folder_.get(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat status{};
  if (!kept || fstat(kept.get(), &status) != 0 || !is_ours(status))
    return std::nullopt;
  return read_content(kept.get());
}

void IndexCache::know_content(const std::string& identity, int file, const Content& content) const {
  if (identity.empty())
    return;
  if (known_contents().size() >= kMaxKnownContents)
    known_contents().clear();
  known_contents()[identity] = content;
  if (!folder_ || !is_identity_lasting(file))
    return;
  const std::string name = content_file_name(identity);
  const std::string part = name + "-" + std::to_string(getpid()) + std::string(kPartSuffix);
  const UniqueFd kept(openat(folder_.get(), part.c_str(),
                             O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                             S_IRUSR | S_IWUSR));
  if (kept && !(write_content(kept.get(), content) &&
                renameat(folder_.get(), part.c_str(), folder_.get(), name.c_str()) == 0))
    unlinkat(folder_.get(), part.c_str(), 0);
}

// All at once, when there are many: they cost a reading of the file each.
void IndexCache::forget_contents(const std::vector<std::string>& names) const {
  for (const std::string& name : names) {
    if (names.size() > kMaxKnownContents)
      unlinkat(folder_.get(), name.c_str(), 0);
  }
}

void IndexCache::make_room(uint64_t bytes) const {
  std::vector<Kept> kept;
  std::vector<std::string> contents;
  uint64_t total = bytes;
  const time_t now = time(nullptr);
  for_each_file(folder_.get(), [&](std::string name, const struct stat& status) {
    if (name.ends_with(kPartSuffix) && now - status.st_mtim.tv_sec > kStalePartSeconds)
      unlinkat(folder_.get(), name.c_str(), 0);
    if (name.ends_with(kContentSuffix))
      contents.push_back(name);
    if (!name.ends_with(kSuffix))
      return;
    total += static_cast<uint64_t>(status.st_size);
    kept.push_back({std::move(name), static_cast<uint64_t>(status.st_size), status.st_mtim});
  });
  forget_contents(contents);
  std::sort(kept.begin(), kept.end(), is_older);
  for (const Kept& oldest : kept) {
    if (total <= max_bytes_)
      return;
    if (unlinkat(folder_.get(), oldest.name.c_str(), 0) == 0)
      total -= oldest.bytes;
  }
}

}  // namespace meshprof::reader
