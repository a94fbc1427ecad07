// SPDX-License-Identifier: Apache-2.0
// Format: Linux Standard Base 5.0, Core, 10.6 "Exception Frames"; pointer encodings 10.5.
#include "function_ranges.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "section_window.h"

namespace meshprof::stripped {
namespace {

constexpr uint64_t kMaxTableBytes = 256 << 20;  // Envoy's has 10 MB
constexpr size_t kMaxFunctions = 2'000'000;     // Envoy has 240,000
constexpr size_t kMaxSharedEntries = 1'000'000;
constexpr size_t kMaxSharedEntryBytes = 256;  // of a CIE, up to its pointer encoding

enum PointerEncoding : uint8_t {
  kAbsolute8 = 0x00,
  kUnsigned4 = 0x03,
  kUnsigned8 = 0x04,
  kSigned4 = 0x0b,
  kSigned8 = 0x0c,
  kRelative = 0x10,  // to the place of the pointer
  kOmitted = 0xff,
};

bool skip_leb128(std::span<const uint8_t> bytes, size_t* at) {
  while (*at < bytes.size()) {
    if ((bytes[(*at)++] & 0x80) == 0)
      return true;
  }
  return false;
}

size_t pointer_bytes(uint8_t encoding) {
  switch (encoding & 0x0f) {
  case kUnsigned4:
  case kSigned4:
    return 4;
  case kAbsolute8:
  case kUnsigned8:
  case kSigned8:
    return 8;
  default:
    return 0;
  }
}

// How the entries of functions that share this one encode addresses; kOmitted where it is not
// known.
uint8_t encoding_of(std::span<const uint8_t> cie) {
  // Content after length and id: version, augmentation, code and data alignment, return register.
  if (cie.empty() || (cie[0] != 1 && cie[0] != 3))
    return kOmitted;
  const auto end = std::find(cie.begin() + 1, cie.end(), 0);
  if (end == cie.end())
    return kOmitted;
  const std::string_view augmentation(reinterpret_cast<const char*>(cie.data()) + 1,
                                      static_cast<size_t>(end - cie.begin()) - 1);
  if (augmentation.empty())
    return kAbsolute8;
  size_t at = augmentation.size() + 2;
  if (augmentation[0] != 'z' || !skip_leb128(cie, &at) || !skip_leb128(cie, &at))
    return kOmitted;
  if (cie[0] == 1)
    at++;
  else if (!skip_leb128(cie, &at))
    return kOmitted;
  if (!skip_leb128(cie, &at))
    return kOmitted;
  for (const char letter : augmentation.substr(1)) {
    if (at >= cie.size())
      return kOmitted;
    if (letter == 'R')
      return cie[at];
    if (letter == 'L')
      at++;
    else if (letter == 'P')
      at += 1 + pointer_bytes(cie[at]);
    else if (letter != 'S' && letter != 'B')
      return kOmitted;
  }
  return kAbsolute8;
}

std::optional<FunctionRange> range_of(std::span<const uint8_t> content, uint64_t address,
                                      uint8_t encoding) {
  const size_t bytes = pointer_bytes(encoding);
  if (encoding == kOmitted || bytes == 0 || (encoding & 0x70 & ~kRelative) != 0 ||
      (encoding & 0x80) != 0 || content.size() < 2 * bytes)
    return std::nullopt;
  uint64_t start = 0, size = 0;
  memcpy(&start, content.data(), bytes);
  memcpy(&size, content.data() + bytes, bytes);
  if ((encoding & 0x0f) == kSigned4)
    start = static_cast<uint64_t>(int64_t{static_cast<int32_t>(start)});
  if ((encoding & kRelative) != 0)
    start += address;
  if (size == 0 || start > UINT64_MAX - size)
    return std::nullopt;
  return FunctionRange{start, start + size};
}

void keep_disjoint(const LoadedSections& layout, std::vector<FunctionRange>* functions) {
  std::sort(functions->begin(), functions->end(),
            [](const FunctionRange& a, const FunctionRange& b) { return a.start < b.start; });
  size_t kept = 0;
  uint64_t limit = 0;  // of all functions so far
  for (size_t i = 0; i < functions->size(); i++) {
    const FunctionRange range = (*functions)[i];
    const bool overlaps = range.start < limit ||
                          (i + 1 < functions->size() && (*functions)[i + 1].start < range.limit);
    limit = std::max(limit, range.limit);
    const Section* section = layout.at(range.start);
    if (overlaps || section == nullptr || !section->is_executable ||
        range.limit - section->address > section->size)
      continue;
    (*functions)[kept++] = range;
  }
  functions->resize(kept);
  functions->shrink_to_fit();
}

}  // namespace

std::optional<std::vector<FunctionRange>> read_function_ranges(int fd,
                                                               const LoadedSections& layout) {
  std::vector<FunctionRange> functions;
  const Section* section = layout.named(".eh_frame");
  if (section == nullptr)
    return functions;
  if (section->size > kMaxTableBytes)
    return std::nullopt;
  std::unordered_map<uint64_t, uint8_t> encodings;  // by offset of the shared entry (CIE)
  SectionWindow window(fd, *section);
  for (uint64_t at = 0; at + 8 <= section->size;) {
    const auto header = window.bytes(at, 8);
    uint32_t length = 0, id = 0;
    if (header.size() < 8)
      break;
    memcpy(&length, header.data(), 4);
    memcpy(&id, header.data() + 4, 4);
    // 0 ends the table (crtend.o); -1 announces a 64-bit length, which no compiler writes here.
    if (length < 4 || length == UINT32_MAX)
      break;
    const auto content = window.bytes(at + 8, std::min<size_t>(length - 4, kMaxSharedEntryBytes));
    if (id == 0) {
      encodings[at] = encoding_of(content);
    } else if (const auto shared = encodings.find(at + 4 - id); shared != encodings.end()) {
      if (const auto range = range_of(content, section->address + at + 8, shared->second))
        functions.push_back(*range);
    }
    if (functions.size() > kMaxFunctions || encodings.size() > kMaxSharedEntries)
      return std::nullopt;
    at += uint64_t{length} + 4;
  }
  keep_disjoint(layout, &functions);
  return functions;
}

int64_t function_holding(const std::vector<FunctionRange>& functions, uint64_t address) {
  const auto after = std::upper_bound(
      functions.begin(), functions.end(), address,
      [](uint64_t value, const FunctionRange& range) { return value < range.start; });
  if (after == functions.begin() || (after - 1)->limit <= address)
    return -1;
  return after - 1 - functions.begin();
}

}  // namespace meshprof::stripped
