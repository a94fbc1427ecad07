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

using reader::Binary;

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
  if (row.inode != 0 && (status.st_dev != row.device || status.st_ino != row.inode))
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

// Device, inode, size, and times of the last change in ns: another content gets another identity.
// Who may write a file cannot choose its change time (`ctime`).
std::string identity_of(const struct stat& status) {
  char text[128];
  snprintf(text, sizeof text, "%lx:%lx:%lx:%lx.%lx:%lx.%lx", status.st_dev, status.st_ino,
           status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec,
           status.st_ctim.tv_nsec);
  return text;
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

std::shared_ptr<Binary> BinaryCache::open(int process_dir, const MemoryMapRow& row) {
  UniqueFd path = open_mapped(process_dir, row);
  if (!path)
    path = open_by_path(process_dir, row);
  return open_path(path, row);
}

std::shared_ptr<Binary> BinaryCache::open_named(int process_dir, const MemoryMapRow& row) {
  return open_path(open_by_path(process_dir, row), row);
}

std::shared_ptr<Binary> BinaryCache::open_path(const UniqueFd& path, const MemoryMapRow& row) {
  struct stat status;
  if (!path || fstat(path.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return nullptr;

  forget_unused();
  const std::string identity = identity_of(status);
  std::weak_ptr<Binary>& known = files_[identity];
  if (auto binary = known.lock())
    return binary;
  UniqueFd file = reopen(path);
  if (!file)
    return nullptr;
  auto binary = std::make_shared<Binary>(std::move(file), identity, row.name);
  known = binary;
  return binary;
}

std::shared_ptr<Binary> BinaryCache::open_vdso(int process_dir, const MemoryMapRow& row) {
  std::string content = read_vdso(process_dir, row);
  if (content.empty())
    return nullptr;
  std::weak_ptr<Binary>& known = vdsos_[content];
  if (auto binary = known.lock())
    return binary;
  UniqueFd file(memfd_create("meshprof-vdso", MFD_CLOEXEC));
  if (!file ||
      write(file.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size())) {
    return nullptr;
  }
  auto binary = std::make_shared<Binary>(std::move(file), "");
  known = binary;
  return binary;
}

void BinaryCache::forget_unused() {
  if (files_.size() < forget_at_)
    return;
  std::erase_if(files_, [](const auto& entry) { return entry.second.expired(); });
  forget_at_ = std::max<size_t>(64, files_.size() * 2);
}

}  // namespace meshprof
