// SPDX-License-Identifier: Apache-2.0
#include "sha256.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cstring>

namespace meshprof::reader {
namespace {

using State = std::array<uint32_t, 8>;
constexpr size_t kBlockBytes = 64;

// FIPS 180-4, 5.3.3 and 4.2.2.
constexpr State kStart = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                          0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
alignas(16) constexpr std::array<uint32_t, 64> kRound = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

uint32_t big_endian(const uint8_t* bytes) {
  uint32_t value;
  memcpy(&value, bytes, sizeof value);
  return __builtin_bswap32(value);
}

// FIPS 180-4, 6.2.2.
void compress_plain(State& state, const uint8_t* blocks, size_t count) {
  for (; count > 0; count--, blocks += kBlockBytes) {
    std::array<uint32_t, 64> w;
    for (size_t t = 0; t < 16; t++)
      w[t] = big_endian(blocks + 4 * t);
    for (size_t t = 16; t < 64; t++) {
      const uint32_t a = w[t - 15], b = w[t - 2];
      w[t] = w[t - 16] + w[t - 7] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ (a >> 3)) +
             (std::rotr(b, 17) ^ std::rotr(b, 19) ^ (b >> 10));
    }
    State s = state;
    for (size_t t = 0; t < 64; t++) {
      const uint32_t sum1 = std::rotr(s[4], 6) ^ std::rotr(s[4], 11) ^ std::rotr(s[4], 25);
      const uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
      const uint32_t t1 = s[7] + sum1 + choice + kRound[t] + w[t];
      const uint32_t sum0 = std::rotr(s[0], 2) ^ std::rotr(s[0], 13) ^ std::rotr(s[0], 22);
      const uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
      s = {t1 + sum0 + majority, s[0], s[1], s[2], s[3] + t1, s[4], s[5], s[6]};
    }
    for (size_t i = 0; i < state.size(); i++)
      state[i] += s[i];
  }
}

#if defined(__x86_64__)

// The instructions want the state as (a b e f) and (c d g h), highest lane first, and do two rounds
// each; see Intel's manual, volume 2, SHA256RNDS2, SHA256MSG1 and SHA256MSG2.
__attribute__((target("sha,sse4.1,ssse3"))) void
compress_with_instructions(State& state, const uint8_t* blocks, size_t count) {
  const __m128i swap_bytes = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  const auto lanes = [](uint32_t highest, uint32_t b, uint32_t c, uint32_t lowest)
                         __attribute__((target("sse2"))) {
                           return _mm_set_epi32(static_cast<int>(highest), static_cast<int>(b),
                                                static_cast<int>(c), static_cast<int>(lowest));
                         };
  __m128i abef = lanes(state[0], state[1], state[4], state[5]);
  __m128i cdgh = lanes(state[2], state[3], state[6], state[7]);
  for (; count > 0; count--, blocks += kBlockBytes) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i w[4];  // the last 16 words of the schedule
    for (size_t i = 0; i < 16; i++) {
      __m128i& next = w[i % 4];
      if (i < 4) {
        const auto* words = reinterpret_cast<const __m128i*>(blocks + 16 * i);
        next = _mm_shuffle_epi8(_mm_loadu_si128(words), swap_bytes);
      } else {
        const __m128i minus12 = w[(i + 1) % 4], minus8 = w[(i + 2) % 4], minus4 = w[(i + 3) % 4];
        next =
            _mm_add_epi32(_mm_sha256msg1_epu32(next, minus12), _mm_alignr_epi8(minus4, minus8, 4));
        next = _mm_sha256msg2_epu32(next, minus4);
      }
      const auto* constants = reinterpret_cast<const __m128i*>(&kRound[4 * i]);
      __m128i input = _mm_add_epi32(next, _mm_load_si128(constants));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, input);
      input = _mm_shuffle_epi32(input, 0x0e);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, input);
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  alignas(16) std::array<uint32_t, 4> first, second;  // lowest lane first
  _mm_store_si128(reinterpret_cast<__m128i*>(first.data()), abef);
  _mm_store_si128(reinterpret_cast<__m128i*>(second.data()), cdgh);
  state = {first[3], first[2], second[3], second[2], first[1], first[0], second[1], second[0]};
}

// CPUID leaf 7, EBX bit 29.
bool has_instructions() {
  unsigned a = 7, b = 0, c = 0, d = 0;
  asm("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  return (b >> 29 & 1) != 0 && __builtin_cpu_supports("sse4.1");
}

auto* fastest() {
  return has_instructions() ? compress_with_instructions : compress_plain;
}

#else

auto* fastest() {
  return compress_plain;
}

#endif

}  // namespace

Sha256::Sha256() : compress_(fastest()), state_(kStart) {}

Sha256 Sha256::without_instructions() {
  Sha256 sum;
  sum.compress_ = compress_plain;
  return sum;
}

void Sha256::add(const void* data, size_t size) {
  const auto* bytes = static_cast<const uint8_t*>(data);
  total_bytes_ += size;
  if (pending_bytes_ > 0) {
    const size_t taken = std::min(size, kBlockBytes - pending_bytes_);
    memcpy(pending_.data() + pending_bytes_, bytes, taken);
    pending_bytes_ += taken;
    bytes += taken;
    size -= taken;
    if (pending_bytes_ < kBlockBytes)
      return;
    compress_(state_, pending_.data(), 1);
    pending_bytes_ = 0;
  }
  compress_(state_, bytes, size / kBlockBytes);
  bytes += size - size % kBlockBytes;
  pending_bytes_ = size % kBlockBytes;
  if (pending_bytes_ > 0)
    memcpy(pending_.data(), bytes, pending_bytes_);
}

// FIPS 180-4, 5.1.1: a one bit, zeros, and the length in bits as a 64-bit number.
Sha256::Digest Sha256::finish() {
  const uint64_t bits = __builtin_bswap64(total_bytes_ * 8);
  constexpr std::array<uint8_t, kBlockBytes> kPadding = {0x80};
  const size_t used = pending_bytes_ + sizeof bits;
  add(kPadding.data(), used < kBlockBytes ? kBlockBytes - used : 2 * kBlockBytes - used);
  add(&bits, sizeof bits);
  Digest digest;
  for (size_t i = 0; i < state_.size(); i++) {
    const uint32_t word = __builtin_bswap32(state_[i]);
    memcpy(digest.data() + 4 * i, &word, sizeof word);
  }
  return digest;
}

}  // namespace meshprof::reader
