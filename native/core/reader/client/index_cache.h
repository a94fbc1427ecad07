// SPDX-License-Identifier: Apache-2.0
// Finished indexes on disk, shared by all processes of a node. A file is named by what the index
// was made from (its content, not its build id, which anybody can copy), so that no binary can lend
// its names to another one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "content_file.h"
#include "symbols/unique_fd.h"

namespace meshprof::reader {

class IndexCache {
 public:
  // Makes the folder. With an empty path, or where that fails, nothing is kept.
  explicit IndexCache(const std::string& folder, uint64_t max_bytes = 256ull << 20);

  bool is_open() const { return static_cast<bool>(folder_); }

  // Readable; empty if there is none. It counts as used now.
  UniqueFd find(const std::string& key) const;

  // Keeps a copy and returns it readable; empty if it cannot be kept (a full disk). Those unused
  // for longest make room.
  UniqueFd keep(const std::string& key, int index, uint64_t bytes) const;

  void remove(const std::string& key) const;

  // What was read of a file before, which saves reading it all again.
  using Content = FileContent;
  // `identity` is that of Binary. What the file system of `file` vouches for beyond this run of the
  // program is kept on disk.
  std::optional<Content> known_content(const std::string& identity, int file) const;
  void know_content(const std::string& identity, int file, const Content& content) const;

 private:
  void make_room(uint64_t bytes) const;
  void forget_contents(const std::vector<std::string>& names) const;

  UniqueFd folder_;
  uint64_t max_bytes_;
};

}  // namespace meshprof::reader
