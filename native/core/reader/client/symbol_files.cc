// SPDX-License-Identifier: Apache-2.0
#include "symbol_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cinttypes>
#include <cstdio>

#include "symbols/debug/open_debug_files.h"

namespace meshprof::reader {
namespace {

// Several folders may hold one each; more than this would only be the same again.
constexpr size_t kMaxDebugFiles = 4;

void add_debug_files(int root, const std::vector<std::string>& paths, const Binary& binary,
                     std::vector<SymbolFile>& files) {
  for (UniqueFd& file : open_debug_files(root, paths, binary.file())) {
    if (files.size() < kMaxDebugFiles)
      files.push_back({Attachment::kDebugFile, std::move(file)});
  }
}

}  // namespace

std::vector<SymbolFile> open_symbol_files(const Binary& binary, const std::string& debug_link,
                                          const std::string& pack_folder) {
  std::vector<SymbolFile> files;
  const auto link = debug_link.empty() ? std::nullopt : std::optional(DebugLink{debug_link});
  const auto paths = debug_file_paths(binary.path(), binary.build_id, link);
  // Never in the root of the process: it could have mounted a file system there that lets us wait
  // without end.
  const UniqueFd own_root(open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
  add_debug_files(own_root.get(), paths, binary, files);
  const UniqueFd packs(pack_folder.empty() || binary.build_id.empty()
                           ? -1
                           : open(pack_folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (packs) {
    for (UniqueFd& pack : open_debug_files(packs.get(), {binary.build_id + ".mpsym"}, -1))
      files.push_back({Attachment::kSymbolPack, std::move(pack)});
  }
  return files;
}

std::string identity_of(const std::vector<SymbolFile>& files) {
  std::string text;
  for (const SymbolFile& file : files) {
    struct stat status{};
    fstat(file.file.get(), &status);
    char part[160];
    snprintf(part, sizeof part, "%d:%lx:%lx:%lx:%lx.%lx:%lx.%lx;", static_cast<int>(file.what),
             status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec,
             status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
    text += part;
  }
  return text;
}

}  // namespace meshprof::reader
