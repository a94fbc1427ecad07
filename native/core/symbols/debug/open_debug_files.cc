// SPDX-License-Identifier: Apache-2.0
#include "open_debug_files.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace meshprof {
namespace {

using FileId = std::pair<dev_t, ino_t>;

// In two steps, since opening a device or a FIFO can have effects or block, and only a descriptor's
// type is certain.
UniqueFd open_regular(int root_dir, const std::string& path, FileId* id) {
  open_how how = {};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  const UniqueFd place(
      static_cast<int>(syscall(SYS_openat2, root_dir, path.c_str(), &how, sizeof how)));
  struct stat status;
  if (!place || fstat(place.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return UniqueFd();
  *id = {status.st_dev, status.st_ino};
  char link[32];
  snprintf(link, sizeof link, "/proc/self/fd/%d", place.get());
  return UniqueFd(open(link, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

std::string folder_of(const std::string& path) {
  const size_t slash = path.find_last_of('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

}  // namespace

std::vector<std::string> debug_file_paths(const std::string& binary_path,
                                          const std::string& build_id,
                                          const std::optional<DebugLink>& link) {
  std::vector<std::string> paths;
  if (build_id.size() > 2) {
    paths.push_back("/usr/lib/debug/.build-id/" + build_id.substr(0, 2) + "/" + build_id.substr(2) +
                    ".debug");
  }
  if (link) {
    const std::string folder = folder_of(binary_path);
    paths.push_back(folder + "/" + link->name);
    paths.push_back(folder + "/.debug/" + link->name);
    paths.push_back("/usr/lib/debug" + folder + "/" + link->name);
  }
  return paths;
}

std::vector<UniqueFd> open_debug_files(int root_dir, const std::vector<std::string>& paths,
                                       int binary_fd) {
  std::vector<UniqueFd> files;
  std::vector<FileId> known;
  struct stat status;
  if (fstat(binary_fd, &status) == 0)
    known.emplace_back(status.st_dev, status.st_ino);
  for (const std::string& path : paths) {
    FileId id;
    UniqueFd file = open_regular(root_dir, path, &id);
    if (!file || std::find(known.begin(), known.end(), id) != known.end())
      continue;
    known.push_back(id);
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace meshprof
