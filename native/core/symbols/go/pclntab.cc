// SPDX-License-Identifier: Apache-2.0
#include "pclntab.h"

#include <algorithm>

#include "../resolved_frame.h"

namespace meshprof {
namespace {

constexpr uint64_t kMaxFunctions = 4'000'000;  // kubelet and the like have 150,000

struct Format {
  uint32_t magic;
  GoPclntab::Version version;
};
constexpr Format kFormats[] = {
    {0xfffffffb, GoPclntab::Version::kGo12},
    {0xfffffffa, GoPclntab::Version::kGo116},
    {0xfffffff0, GoPclntab::Version::kGo118},
    {0xfffffff1, GoPclntab::Version::kGo120},
};

}  // namespace

std::optional<GoPclntab> GoPclntab::open(std::string_view bytes) {
  GoPclntab table;
  table.bytes_ = ByteView(bytes);
  if (!table.read_header())
    return std::nullopt;
  return table;
}

bool GoPclntab::read_header() {
  const auto magic = bytes_.read<uint32_t>(0);
  const auto* format = std::find_if(std::begin(kFormats), std::end(kFormats),
                                    [&](const Format& known) { return magic == known.magic; });
  if (format == std::end(kFormats))
    return false;
  version_ = format->version;
  // Two zeros, the shortest instruction, the size of a pointer.
  const auto quantum = bytes_.read<uint8_t>(6).value_or(0);
  if (bytes_.read<uint16_t>(4) != 0 || (quantum != 1 && quantum != 2 && quantum != 4) ||
      bytes_.read<uint8_t>(7) != 8) {
    return false;
  }
  quantum_ = quantum;

  const auto word = [&](uint64_t index) { return bytes_.read<uint64_t>(8 + index * 8); };
  const auto count = word(0);
  if (!count || *count == 0 || *count > kMaxFunctions)
    return false;
  function_count_ = *count;
  if (version_ == Version::kGo12) {
    functab_ = 16;
    const auto files = bytes_.read<uint32_t>(functab_ + function_count_ * row_bytes() + 8);
    if (!files)
      return false;
    parts_ = {0, 0, *files, 0, 0};
  } else {
    // Go 1.18 put the start of the code between the counts and the parts.
    const uint64_t first = version_ == Version::kGo116 ? 2 : 3;
    uint64_t* const parts[] = {&parts_.names, &parts_.units, &parts_.files, &parts_.values,
                               &parts_.functions};
    for (uint64_t i = 0; i < std::size(parts); i++) {
      const auto offset = word(first + i);
      if (!offset || *offset > bytes_.size())
        return false;
      *parts[i] = *offset;
    }
    functab_ = parts_.functions;
  }
  return start_of(function_count_).has_value();
}

std::optional<uint64_t> GoPclntab::start_of(uint64_t index) const {
  if (index > function_count_)
    return std::nullopt;
  const uint64_t at = functab_ + index * row_bytes();
  if (has_relative_addresses())
    return bytes_.read<uint32_t>(at);
  return bytes_.read<uint64_t>(at);
}

std::optional<GoPclntab::Function> GoPclntab::function(uint64_t index) const {
  const auto start = start_of(index), limit = start_of(index + 1);
  if (index >= function_count_ || !start || !limit || *limit < *start)
    return std::nullopt;
  const uint64_t row = functab_ + index * row_bytes();
  const std::optional<uint64_t> offset =
      has_relative_addresses() ? std::optional<uint64_t>(bytes_.read<uint32_t>(row + 4))
                               : bytes_.read<uint64_t>(row + 8);
  if (!offset || *offset > bytes_.size())
    return std::nullopt;
  // The entry comes first, as an offset or as an address; then 4-byte fields.
  const ByteView fields =
      bytes_.from(parts_.functions + *offset).from(has_relative_addresses() ? 4 : 8);
  const auto field = [&](uint64_t position) { return fields.read<uint32_t>(position * 4); };
  const auto name = field(0), pcsp = field(3), pcfile = field(4);
  if (!name || !pcsp || !pcfile)
    return std::nullopt;
  Function function{*start, *limit, *name, *pcsp, *pcfile, 0, 0};
  if (version_ != Version::kGo12) {
    function.unit_offset = field(7).value_or(0);
    // Behind the start line, which Go 1.20 added, the kind of function and then its flags.
    const uint64_t kind = version_ == Version::kGo120 ? 9 : 8;
    function.flags = fields.read<uint8_t>(kind * 4 + 1).value_or(0);
  }
  return function;
}

std::optional<std::string_view> GoPclntab::name(const Function& function) const {
  const auto name = bytes_.string(parts_.names + function.name_offset, kMaxNameBytes);
  return name && !name->empty() ? name : std::nullopt;
}

std::string_view GoPclntab::file(const Function& function) const {
  if (function.pcfile_offset == 0)
    return {};
  int32_t number = -1;
  each_value(function.pcfile_offset, [&](uint64_t, uint64_t, int32_t value) {
    number = value;
    return false;
  });
  if (number < 0)
    return {};
  const auto index = static_cast<uint64_t>(number);
  std::optional<uint32_t> offset;
  uint64_t strings = parts_.files;
  if (version_ == Version::kGo12) {
    strings = 0;
    // Entry 0 is the count.
    if (index != 0 && index < bytes_.read<uint32_t>(parts_.files).value_or(0))
      offset = bytes_.read<uint32_t>(parts_.files + index * 4);
  } else {
    offset = bytes_.read<uint32_t>(parts_.units + (function.unit_offset + index) * 4);
  }
  if (!offset || *offset == UINT32_MAX)
    return {};
  return bytes_.string(strings + *offset, kMaxNameBytes).value_or(std::string_view());
}

std::optional<uint32_t> GoPclntab::varint(uint64_t* at) const {
  uint32_t value = 0;
  for (unsigned shift = 0; shift < 32; shift += 7) {
    const auto byte = bytes_.read<uint8_t>((*at)++);
    if (!byte)
      return std::nullopt;
    value |= static_cast<uint32_t>(*byte & 0x7f) << shift;
    if ((*byte & 0x80) == 0)
      return value;
  }
  return std::nullopt;
}

}  // namespace meshprof
