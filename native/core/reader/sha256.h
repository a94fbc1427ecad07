// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4), with the processor's instructions for it where it has them: a 100 MB binary
// then takes less than a tenth of a second.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace meshprof::reader {

class Sha256 {
 public:
  using Digest = std::array<uint8_t, 32>;

  Sha256();
  void add(const void* data, size_t size);
  Digest finish();

  // For tests: the plain implementation whatever the processor offers.
  static Sha256 without_instructions();

 private:
  using Compress = void (*)(std::array<uint32_t, 8>& state, const uint8_t* blocks, size_t count);

  Compress compress_;
  std::array<uint32_t, 8> state_;
  std::array<uint8_t, 64> pending_{};
  size_t pending_bytes_ = 0;
  uint64_t total_bytes_ = 0;
};

}  // namespace meshprof::reader
