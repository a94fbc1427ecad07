// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace meshprof {

// Decompresses the xz stream at `offset` of a file, `bytes` long, and hands it on in pieces, until
// `take` returns false or `max_output_bytes` are reached. The stream's own checksums are checked.
// Empty, or one sentence about what is wrong. What a hostile stream can cost: its length, the
// greatest output, and 64 MiB of memory.
std::string decode_xz(int fd, uint64_t offset, uint64_t bytes, uint64_t max_output_bytes,
                      const std::function<bool(std::string_view)>& take);

}  // namespace meshprof
