// SPDX-License-Identifier: Apache-2.0
#include "debug_link.h"

#include <elf.h>
#include <zlib.h>

#include "../byte_view.h"
#include "../read_fully.h"

namespace meshprof {
namespace {

constexpr uint64_t kMaxSectionBytes = 4096;
constexpr size_t kMaxFileNameBytes = 255;  // NAME_MAX
constexpr size_t kMaxBuildIdBytes = 64;
constexpr size_t kChunkBytes = 256 * 1024;

std::string read_section(int fd, const ElfLayout& layout, std::string_view name) {
  const ElfLayout::Section* section = layout.find_section(name);
  if (section == nullptr || section->size > kMaxSectionBytes)
    return "";
  std::string bytes(section->size, '\0');
  bytes.resize(read_fully(fd, bytes.data(), bytes.size(), section->offset));
  return bytes;
}

}  // namespace

std::optional<DebugLink> read_debug_link(int fd, const ElfLayout& layout) {
  const std::string bytes = read_section(fd, layout, ".gnu_debuglink");
  const ByteView view(bytes);
  const auto name = view.string(0, kMaxFileNameBytes);
  if (!name || name->empty() || name->size() > kMaxFileNameBytes || *name == "." || *name == ".." ||
      name->find('/') != std::string_view::npos) {
    return std::nullopt;
  }
  // Behind the name and its NUL, at the next multiple of 4.
  const auto checksum = view.read<uint32_t>((name->size() + 4) / 4 * 4);
  if (!checksum)
    return std::nullopt;
  return DebugLink{std::string(*name), *checksum};
}

std::optional<uint32_t> debug_link_checksum(int fd, uint64_t max_bytes) {
  std::string chunk(kChunkBytes, '\0');
  uLong checksum = crc32(0, nullptr, 0);
  uint64_t offset = 0;
  while (const size_t got = read_fully(fd, chunk.data(), chunk.size(), offset)) {
    offset += got;
    if (offset > max_bytes)
      return std::nullopt;
    checksum =
        crc32(checksum, reinterpret_cast<const Bytef*>(chunk.data()), static_cast<uInt>(got));
  }
  return static_cast<uint32_t>(checksum);
}

std::string read_build_id_section(int fd, const ElfLayout& layout) {
  const std::string bytes = read_section(fd, layout, ".note.gnu.build-id");
  const ByteView view(bytes);
  const auto name_bytes = view.read<uint32_t>(0), id_bytes = view.read<uint32_t>(4),
             type = view.read<uint32_t>(8);
  constexpr size_t kIdOffset = 12 + sizeof ELF_NOTE_GNU;
  if (name_bytes != sizeof ELF_NOTE_GNU || type != NT_GNU_BUILD_ID ||
      view.string(12, sizeof ELF_NOTE_GNU) != ELF_NOTE_GNU || *id_bytes > kMaxBuildIdBytes ||
      kIdOffset + *id_bytes > bytes.size()) {
    return "";
  }
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (size_t i = 0; i < *id_bytes; i++) {
    const auto byte = static_cast<unsigned char>(bytes[kIdOffset + i]);
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 0xf];
  }
  return hex;
}

}  // namespace meshprof
