// SPDX-License-Identifier: Apache-2.0
// libFuzzer: symbol packs: any file, and any content with sound checksums around it.
#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../pack/symbol_pack.h"
#include "named_sections.h"

namespace {

using namespace meshprof;

constexpr size_t kHeaderBytes = 112, kCountsOffset = 80, kSizeOffset = 96, kChecksumOffset = 108;

void read(const std::string& bytes) {
  const UniqueFd file = test::file_of(bytes);
  const NamedFunctions names =
      read_symbol_pack(file.get(), bytes.size(), read_pack_build_id(file.get()));
  for (const NamedFunction& function : names.functions) {
    if (function.name.empty() || function.start > function.limit)
      __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  read(bytes);
  if (size < 2)
    return 0;
  // Counts that fit, or nearly; then rows and strings.
  const std::string body = bytes.substr(2), compressed = test::compress_xz(body);
  const uint64_t functions = data[0], strings = body.size() - 20 * functions + data[1] / 250;
  const uint64_t compressed_bytes = compressed.size();
  std::string header("MPSYMPK\n\1\0\0\0\1\0\0\0", 16);
  header.resize(kHeaderBytes);
  memcpy(&header[kCountsOffset], &functions, 8);
  memcpy(&header[kCountsOffset + 8], &strings, 8);
  memcpy(&header[kSizeOffset], &compressed_bytes, 8);
  const auto checksum = static_cast<uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(header.data()), kChecksumOffset));
  memcpy(&header[kChecksumOffset], &checksum, sizeof checksum);
  read(header + compressed);
  return 0;
}
