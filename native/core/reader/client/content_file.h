// SPDX-License-Identifier: Apache-2.0
// What a file holds, by its identity, as a small file in the cache: it saves the next run of the
// program a reading of the whole binary.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace meshprof::reader {

struct FileContent {
  std::string digest, debug_link;
};

inline constexpr std::string_view kContentSuffix = ".content";

// True if the file lies on a disk of this machine, where nobody sets a file's change time, and
// numbers of devices are not handed on. Of others (FUSE, network, overlay, images) the owner may
// answer what he likes, or number and times may be those of an earlier one's file.
bool is_identity_lasting(int file);

std::string content_file_name(const std::string& identity);
bool write_content(int file, const FileContent& content);
// nullopt if the file is damaged.
std::optional<FileContent> read_content(int file);

}  // namespace meshprof::reader
