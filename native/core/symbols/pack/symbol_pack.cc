// SPDX-License-Identifier: Apache-2.0
#include "symbol_pack.h"

#include <lzma.h>
#include <unistd.h>
#include <zlib.h>

#include <cstring>
#include <unordered_map>

#include "../byte_view.h"
#include "../read_fully.h"
#include "../resolved_frame.h"
#include "../xz_decoder.h"

namespace meshprof {
namespace {

constexpr char kMagic[8] = {'M', 'P', 'S', 'Y', 'M', 'P', 'K', '\n'};
constexpr uint32_t kVersion = 1;
constexpr uint32_t kXzPreset = 6;
constexpr uint64_t kMaxFunctions = 4'000'000;
constexpr uint64_t kMaxBodyBytes = kMaxNamedBytes + kMaxFunctions * 20;

struct Header {
  char magic[8];
  uint32_t version;
  uint32_t build_id_bytes;
  unsigned char build_id[64];
  uint64_t function_count;
  uint64_t strings_bytes;
  uint64_t compressed_bytes;  // of the body behind the header, an xz stream
  uint32_t reserved;
  uint32_t checksum;  // CRC-32 of the header up to here
};
static_assert(sizeof(Header) == 112);

// The body: `function_count` rows, then strings with a NUL behind each.
struct __attribute__((packed)) Row {
  uint64_t start;
  uint32_t bytes, name, file;  // offsets of strings; the string at 0 is empty
};
static_assert(sizeof(Row) == 20);

uint32_t checksum_of(const Header& header) {
  return static_cast<uint32_t>(crc32(crc32(0, nullptr, 0), reinterpret_cast<const Bytef*>(&header),
                                     offsetof(Header, checksum)));
}

bool set_build_id(const std::string& hex, Header* header) {
  if (hex.empty() || hex.size() % 2 != 0 || hex.size() / 2 > sizeof header->build_id)
    return false;
  header->build_id_bytes = static_cast<uint32_t>(hex.size() / 2);
  for (size_t i = 0; i < header->build_id_bytes; i++) {
    header->build_id[i] = static_cast<unsigned char>(std::stoul(hex.substr(i * 2, 2), nullptr, 16));
  }
  return true;
}

std::string build_id_of(const Header& header) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (size_t i = 0; i < header.build_id_bytes && i < sizeof header.build_id; i++) {
    hex += kDigits[header.build_id[i] >> 4];
    hex += kDigits[header.build_id[i] & 0xf];
  }
  return hex;
}

class Strings {
 public:
  uint32_t add(const std::string& text) {
    const auto [entry, is_new] = offsets_.try_emplace(text, static_cast<uint32_t>(bytes.size()));
    if (is_new)
      bytes.append(text).push_back('\0');
    return entry->second;
  }
  std::string bytes;

 private:
  std::unordered_map<std::string, uint32_t> offsets_;
};

bool write_all(int fd, const void* data, size_t size) {
  const char* bytes = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t written = write(fd, bytes, size);
    if (written <= 0)
      return false;
    bytes += written;
    size -= static_cast<size_t>(written);
  }
  return true;
}

std::string body_of(const std::vector<NamedFunction>& functions, Header* header) {
  Strings strings;
  strings.add("");
  std::string body;
  body.reserve(functions.size() * sizeof(Row));
  for (const NamedFunction& function : functions) {
    if (strings.bytes.size() > kMaxNamedBytes)
      return "";
    const Row row{function.start, static_cast<uint32_t>(function.limit - function.start),
                  strings.add(function.name), strings.add(function.file)};
    body.append(reinterpret_cast<const char*>(&row), sizeof row);
  }
  header->function_count = functions.size();
  header->strings_bytes = strings.bytes.size();
  return body + strings.bytes;
}

std::string why_no_header(int fd, Header* header) {
  if (read_fully(fd, header, sizeof *header, 0) != sizeof *header ||
      memcmp(header->magic, kMagic, sizeof kMagic) != 0) {
    return "it is no symbol pack";
  }
  if (header->version != kVersion) {
    return "it is a symbol pack of version " + std::to_string(header->version) +
           "; this Meshprof reads version " + std::to_string(kVersion);
  }
  if (header->checksum != checksum_of(*header))
    return "the symbol pack is damaged: the checksum of its header is wrong";
  return "";
}

}  // namespace

std::string write_symbol_pack(int fd, const std::string& build_id,
                              const std::vector<NamedFunction>& functions) {
  Header header = {};
  memcpy(header.magic, kMagic, sizeof kMagic);
  header.version = kVersion;
  if (!set_build_id(build_id, &header))
    return "the binary has no build id, by which a symbol pack is found";
  const std::string body = body_of(functions, &header);
  if (functions.size() > kMaxFunctions || body.empty())
    return "it has more functions, or longer names, than a symbol pack can hold";
  std::string compressed(lzma_stream_buffer_bound(body.size()), '\0');
  size_t size = 0;
  if (lzma_easy_buffer_encode(kXzPreset, LZMA_CHECK_CRC64, nullptr,
                              reinterpret_cast<const uint8_t*>(body.data()), body.size(),
                              reinterpret_cast<uint8_t*>(compressed.data()), &size,
                              compressed.size()) != LZMA_OK) {
    return "no memory to compress the symbol pack";
  }
  header.compressed_bytes = size;
  header.checksum = checksum_of(header);
  if (!write_all(fd, &header, sizeof header) || !write_all(fd, compressed.data(), size))
    return "the symbol pack cannot be written: " + std::string(strerror(errno));
  return "";
}

std::string read_pack_build_id(int fd) {
  Header header;
  return why_no_header(fd, &header).empty() ? build_id_of(header) : "";
}

NamedFunctions read_symbol_pack(int fd, uint64_t file_bytes, const std::string& build_id) {
  Header header;
  if (std::string problem = why_no_header(fd, &header); !problem.empty())
    return {{}, std::move(problem)};
  if (build_id_of(header) != build_id)
    return {{}, "the symbol pack is for build id " + build_id_of(header) + ", not " + build_id};
  if (header.function_count > kMaxFunctions || header.strings_bytes > kMaxBodyBytes ||
      header.compressed_bytes != file_bytes - sizeof header) {
    return {{}, "the symbol pack is damaged: it is cut off, or its sizes are wrong"};
  }
  const uint64_t rows_bytes = header.function_count * sizeof(Row);
  std::string body;
  const std::string problem =
      decode_xz(fd, sizeof header, header.compressed_bytes, rows_bytes + header.strings_bytes,
                [&](std::string_view piece) {
                  body.append(piece);
                  return true;
                });
  if (!problem.empty() || body.size() != rows_bytes + header.strings_bytes)
    return {{}, "the symbol pack is damaged: " + (problem.empty() ? "it ends early" : problem)};

  NamedFunctions result;
  const ByteView view(body), strings = view.from(rows_bytes);
  uint64_t named_bytes = 0;
  for (uint64_t i = 0; i < header.function_count; i++) {
    const auto row = view.read<Row>(i * sizeof(Row));
    const auto name = strings.string(row->name, kMaxNameBytes);
    const auto file = strings.string(row->file, kMaxNameBytes);
    if (!name || name->empty() || !file || row->start > UINT64_MAX - row->bytes)
      return {{}, "the symbol pack is damaged: a function has no name"};
    named_bytes += name->size() + file->size();
    if (named_bytes > kMaxNamedBytes)
      return {{}, "the symbol pack has longer names than any program"};
    result.functions.push_back({row->start, row->start + row->bytes, std::string(*name),
                                std::string(*file), kNameSourceSymbolPack});
  }
  return result;
}

}  // namespace meshprof
