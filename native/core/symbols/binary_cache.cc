// SPDX-License-Identifier: Apache-2.0
#include "binary_cache.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>

#include "read_fully.h"
#include "unique_fd.h"

namespace meshprof {
namespace {

constexpr uint64_t kMaxVdsoBytes = 64 * 1024;  // it has 2 to 4 pages

// The very file that is mapped, wherever its path leads by now: deleted, replaced, in another mount
// namespace.
UniqueFd open_mapped(int process_dir, const MemoryMapRow& row) {
  char link[64];
  snprintf(link, sizeof link, "map_files/%" PRIx64 "-%" PRIx64, row.start, row.limit);
  return UniqueFd(openat(process_dir, link, O_PATH | O_CLOEXEC));
}

// Without CAP_CHECKPOINT_RESTORE: by path inside the process's root, symbolic links included, and
// only if it is still the same file.
UniqueFd open_by_path(int process_dir, const MemoryMapRow& row) {
  const UniqueFd root(openat(process_dir, "root", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root)
    return UniqueFd();
  open_how how = {};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  UniqueFd file(
      static_cast<int>(syscall(SYS_openat2, root.get(), row.name.c_str(), &how, sizeof how)));
  struct stat status;
  if (!file || fstat(file.get(), &status) != 0)
    return UniqueFd();
  if (status.st_dev != row.device || status.st_ino != row.inode)
    return UniqueFd();
  return file;
}

// A second, readable descriptor of an O_PATH one. Two steps, since opening a device or a FIFO can
// have effects or block, and only a descriptor's type is certain.
UniqueFd reopen(const UniqueFd& path) {
  char link[32];
  snprintf(link, sizeof link, "/proc/self/fd/%d", path.get());
  return UniqueFd(::open(link, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

std::string read_vdso(int process_dir, const MemoryMapRow& row) {
  const UniqueFd memory(openat(process_dir, "mem", O_RDONLY | O_CLOEXEC));
  if (!memory)
    return "";
  std::string content(std::min(row.limit - row.start, kMaxVdsoBytes), '\0');
  content.resize(read_fully(memory.get(), content.data(), content.size(), row.start));
  return content;
}

}  // namespace

BinaryCache& BinaryCache::instance() {
  static BinaryCache cache;
  return cache;
}

std::shared_ptr<ElfImage> BinaryCache::open(int process_dir, const MemoryMapRow& row) {
  UniqueFd path = open_mapped(process_dir, row);
  if (!path)
    path = open_by_path(process_dir, row);
  struct stat status;
  if (!path || fstat(path.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return nullptr;

  const int64_t changed_ns =
      int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  const auto size = static_cast<uint64_t>(status.st_size);
  forget_unused();
  std::weak_ptr<ElfImage>& known = files_[{status.st_dev, status.st_ino, size, changed_ns}];
  if (auto image = known.lock())
    return image;
  UniqueFd file = reopen(path);
  if (!file)
    return nullptr;
  auto image = std::make_shared<ElfImage>(std::move(file), size);
  known = image;
  return image;
}

std::shared_ptr<ElfImage> BinaryCache::open_vdso(int process_dir, const MemoryMapRow& row) {
  std::string content = read_vdso(process_dir, row);
  if (content.empty())
    return nullptr;
  std::weak_ptr<ElfImage>& known = vdsos_[content];
  if (auto image = known.lock())
    return image;
  UniqueFd file(memfd_create("meshprof-vdso", MFD_CLOEXEC));
  if (!file ||
      write(file.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size())) {
    return nullptr;
  }
  auto image = std::make_shared<ElfImage>(std::move(file), content.size());
  known = image;
  return image;
}

void BinaryCache::forget_unused() {
  if (files_.size() < forget_at_)
    return;
  std::erase_if(files_, [](const auto& entry) { return entry.second.expired(); });
  forget_at_ = std::max<size_t>(64, files_.size() * 2);
}

}  // namespace meshprof
