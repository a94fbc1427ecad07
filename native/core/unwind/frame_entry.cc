// SPDX-License-Identifier: Apache-2.0
#include "frame_entry.h"

#include <algorithm>
#include <string>

#include "function_unwind.h"

namespace meshprof {
namespace {

// The longest of Envoy's 240,000 has 18 KiB.
constexpr uint64_t kMaxEntryBytes = 1 << 20;

constexpr uint8_t kOmitted = 0xff;       // DW_EH_PE_omit
constexpr uint8_t kRelativeToPc = 0x10;  // DW_EH_PE_pcrel
constexpr uint8_t kBaseMask = 0x70;
constexpr uint8_t kFormatMask = 0x0f;

std::optional<uint64_t> read_format(ByteCursor& cursor, uint8_t format) {
  const auto widen = [](auto value) { return static_cast<uint64_t>(int64_t{value}); };
  switch (format) {
  case 0x00:  // DW_EH_PE_absptr
  case 0x04:  // udata8
  case 0x0c:  // sdata8
    return cursor.number<uint64_t>();
  case 0x02:
    return cursor.number<uint16_t>();
  case 0x03:
    return cursor.number<uint32_t>();
  case 0x0a:
    return widen(cursor.number<int16_t>());
  case 0x0b:
    return widen(cursor.number<int32_t>());
  default:
    return std::nullopt;
  }
}

std::vector<std::byte> read_bytes(const ElfFileView& file, uint64_t address, uint64_t size) {
  std::vector<std::byte> bytes(std::min(size, kMaxEntryBytes));
  bytes.resize(file.read(address, bytes.data(), bytes.size()));
  return bytes;
}

std::vector<std::byte> to_vector(std::span<const std::byte> bytes) {
  return {bytes.begin(), bytes.end()};
}

// What the letters of an augmentation after `z` announce. False for one that nobody has defined.
bool read_augmentation(ByteCursor& data, const std::string& letters, CommonInformation* common) {
  for (const char letter : letters) {
    switch (letter) {
    case 'R':
      common->pointer_encoding = data.u8();
      break;
    case 'P': {
      const uint8_t encoding = data.u8();
      if (encoding != kOmitted && !read_format(data, encoding & kFormatMask))
        return false;
      break;
    }
    case 'L':
      data.u8();
      break;
    case 'S':
      common->signal_frame = true;
      break;
    case 'B':  // pointer authentication, arm64
      break;
    default:
      return false;
    }
  }
  return data.ok();
}

std::string read_string(ByteCursor& cursor) {
  constexpr size_t kMaxAugmentation = 16;
  std::string text;
  for (uint8_t letter; (letter = cursor.u8()) != 0 && cursor.ok();) {
    if (text.size() >= kMaxAugmentation)
      cursor.fail();
    text += static_cast<char>(letter);
  }
  return text;
}

// The part of an FDE that says what it covers; the cursor stands behind it.
std::optional<ElfFileView::Range> read_range(ByteCursor& cursor, const CommonInformation& common) {
  const auto start = read_pointer(cursor, common.pointer_encoding);
  const auto bytes = read_format(cursor, common.pointer_encoding & kFormatMask);
  if (!start || !bytes || !cursor.ok() || *bytes > UINT64_MAX - *start)
    return std::nullopt;
  return ElfFileView::Range{*start, *bytes};
}

constexpr uint64_t kCommonPointerBytes = 4;

}  // namespace

std::optional<uint64_t> read_pointer(ByteCursor& cursor, uint8_t encoding) {
  const uint64_t at = cursor.address();
  const uint8_t base = encoding & kBaseMask;
  if ((encoding & 0x80) != 0 || (base != 0 && base != kRelativeToPc))
    return std::nullopt;
  const auto value = read_format(cursor, encoding & kFormatMask);
  if (!value || !cursor.ok())
    return std::nullopt;
  return base == kRelativeToPc ? *value + at : *value;
}

std::optional<EntryHead> read_entry_head(const ElfFileView& file, uint64_t address) {
  std::byte bytes[16];
  ByteCursor cursor({bytes, file.read(address, bytes, sizeof bytes)}, address);
  EntryHead head;
  head.address = address;
  head.bytes = cursor.number<uint32_t>();
  if (!cursor.ok())
    return std::nullopt;
  if (head.bytes == 0) {
    head.is_terminator = true;
    return head;
  }
  if (head.bytes == 0xffffffff)
    head.bytes = cursor.number<uint64_t>();
  head.body = cursor.address();
  // Always 4 bytes in .eh_frame, unlike .debug_frame.
  const auto distance = cursor.number<uint32_t>();
  if (!cursor.ok() || head.bytes < kCommonPointerBytes || head.bytes > file.bytes_from(head.body))
    return std::nullopt;
  head.is_common = distance == 0;
  head.common = head.body - distance;
  return head;
}

std::optional<CommonInformation> read_common_information(const ElfFileView& file,
                                                         uint64_t address) {
  const auto head = read_entry_head(file, address);
  if (!head || !head->is_common || head->is_terminator || head->bytes > kMaxEntryBytes)
    return std::nullopt;
  const std::vector<std::byte> body = read_bytes(file, head->body, head->bytes);
  ByteCursor cursor(body, head->body);
  cursor.take(kCommonPointerBytes);
  CommonInformation common;
  const uint8_t version = cursor.u8();
  std::string augmentation = read_string(cursor);
  common.code_alignment = cursor.uleb();
  common.data_alignment = cursor.sleb();
  const uint64_t return_register = version == 1 ? cursor.u8() : cursor.uleb();
  if (!cursor.ok() || (version != 1 && version != 3) || return_register != kReturnAddress)
    return std::nullopt;
  if (augmentation.starts_with('z')) {
    common.has_augmentation_data = true;
    const uint64_t bytes = cursor.uleb();
    const uint64_t at = cursor.address();
    ByteCursor data(cursor.take(bytes), at);
    if (!read_augmentation(data, augmentation.substr(1), &common))
      return std::nullopt;
  } else if (!augmentation.empty()) {
    return std::nullopt;
  }
  common.instructions_address = cursor.address();
  common.instructions = to_vector(cursor.rest());
  if (!cursor.ok())
    return std::nullopt;
  return common;
}

std::optional<FrameEntry> read_frame_entry(const ElfFileView& file, uint64_t address) {
  const auto head = read_entry_head(file, address);
  if (!head || head->is_common || head->is_terminator || head->bytes > kMaxEntryBytes)
    return std::nullopt;
  auto common = read_common_information(file, head->common);
  if (!common)
    return std::nullopt;
  const std::vector<std::byte> body = read_bytes(file, head->body, head->bytes);
  ByteCursor cursor(body, head->body);
  cursor.take(kCommonPointerBytes);
  const auto range = read_range(cursor, *common);
  if (!range)
    return std::nullopt;
  if (common->has_augmentation_data)
    cursor.take(cursor.uleb());
  FrameEntry entry;
  entry.start = range->address;
  entry.limit = range->address + range->bytes;
  entry.common = std::move(*common);
  entry.instructions_address = cursor.address();
  entry.instructions = to_vector(cursor.rest());
  if (!cursor.ok())
    return std::nullopt;
  return entry;
}

std::optional<ElfFileView::Range>
read_covered_range(const ElfFileView& file, const EntryHead& head,
                   std::map<uint64_t, std::optional<CommonInformation>>& common) {
  constexpr size_t kMaxCommon = 4096;  // Envoy has 4
  if (!common.contains(head.common)) {
    if (common.size() >= kMaxCommon)
      return std::nullopt;
    common.emplace(head.common, read_common_information(file, head.common));
  }
  const auto& information = common.at(head.common);
  std::byte bytes[kCommonPointerBytes + 16];
  const size_t size = file.read(head.body, bytes, std::min<uint64_t>(sizeof bytes, head.bytes));
  ByteCursor cursor({bytes, size}, head.body);
  cursor.take(kCommonPointerBytes);
  return information ? read_range(cursor, *information) : std::nullopt;
}

}  // namespace meshprof
