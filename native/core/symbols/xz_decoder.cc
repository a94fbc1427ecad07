// SPDX-License-Identifier: Apache-2.0
#include "xz_decoder.h"

#include <lzma.h>

#include <algorithm>
#include <vector>

#include "read_fully.h"

namespace meshprof {
namespace {

// The greatest dictionary that `xz -9` uses, and a little: what its manual says a decoder needs.
constexpr uint64_t kMaxDecoderBytes = 66 << 20;
constexpr size_t kPieceBytes = 64 * 1024;

struct Decoder {
  lzma_stream stream = LZMA_STREAM_INIT;
  ~Decoder() { lzma_end(&stream); }
};

std::string sentence_of(lzma_ret result) {
  switch (result) {
  case LZMA_MEMLIMIT_ERROR:
    return "its compressed part needs more memory than any honest one";
  case LZMA_FORMAT_ERROR:
  case LZMA_OPTIONS_ERROR:
    return "its compressed part is not in xz format";
  case LZMA_BUF_ERROR:
    return "its compressed part ends early";
  default:
    return "its compressed part is damaged";
  }
}

}  // namespace

std::string decode_xz(int fd, uint64_t offset, uint64_t bytes, uint64_t max_output_bytes,
                      const std::function<bool(std::string_view)>& take) {
  Decoder decoder;
  lzma_stream& stream = decoder.stream;
  if (lzma_stream_decoder(&stream, kMaxDecoderBytes, 0) != LZMA_OK)
    return "no memory to decompress";
  std::vector<uint8_t> input(kPieceBytes), output(kPieceBytes);
  uint64_t done = 0, written = 0;
  for (lzma_ret result = LZMA_OK; result != LZMA_STREAM_END;) {
    if (stream.avail_in == 0 && done < bytes) {
      stream.next_in = input.data();
      stream.avail_in = read_fully(fd, input.data(), std::min<uint64_t>(input.size(), bytes - done),
                                   offset + done);
      if (stream.avail_in == 0)
        return sentence_of(LZMA_BUF_ERROR);
      done += stream.avail_in;
    }
    stream.next_out = output.data();
    stream.avail_out = output.size();
    result = lzma_code(&stream, done == bytes ? LZMA_FINISH : LZMA_RUN);
    if (result != LZMA_OK && result != LZMA_STREAM_END)
      return sentence_of(result);
    const size_t got = output.size() - stream.avail_out;
    written += got;
    if (written > max_output_bytes)
      return "its compressed part is larger than any honest one";
    if (got > 0 && !take(std::string_view(reinterpret_cast<const char*>(output.data()), got)))
      return "";
  }
  return "";
}

}  // namespace meshprof
