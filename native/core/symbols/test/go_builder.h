// SPDX-License-Identifier: Apache-2.0
// Writes small Go programs for tests: an ELF file without sections whose data hold a function table
// of any version and, from Go 1.18 on, module data.
#pragma once

#include <elf.h>

#include <cstring>
#include <string>
#include <vector>

#include "../go/pclntab.h"

namespace meshprof::test {

struct BuiltGoFunction {
  std::string name;
  uint32_t offset;  // of its start in the code; functions follow each other
  std::string pcsp;
};

inline constexpr uint64_t kGoText = 0x401040, kGoSegment = 0x401000, kGoData = 0x402000;
inline constexpr uint64_t kGoTextOffset = 0x1000, kGoDataOffset = 0x2000;
inline constexpr uint32_t kGoTextBytes = 0x300;

template <typename Number> void put(std::string* bytes, Number value) {
  bytes->append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename Number> void put_at(std::string* bytes, size_t at, Number value) {
  memcpy(bytes->data() + at, &value, sizeof value);
}

// One file for all functions: "/src/main.go".
class GoTableBuilder {
 public:
  GoTableBuilder(GoPclntab::Version version, std::vector<BuiltGoFunction> functions)
      : version_(version), functions_(std::move(functions)) {}

  std::string build() {
    const bool is_old = version_ == GoPclntab::Version::kGo12;
    const bool has_text = version_ >= GoPclntab::Version::kGo118;
    const uint32_t magics[] = {0xfffffffb, 0xfffffffa, 0xfffffff0, 0xfffffff1};
    put(&bytes_, magics[static_cast<size_t>(version_)]);
    bytes_ += std::string("\0\0\1\10", 4);
    put<uint64_t>(&bytes_, functions_.size());
    if (is_old)
      return build_old();
    put<uint64_t>(&bytes_, 1);
    if (has_text)
      put<uint64_t>(&bytes_, 0);
    const size_t parts = bytes_.size();
    bytes_.resize(parts + 40);
    put_at<uint64_t>(&bytes_, parts, names_at_ = bytes_.size());
    std::vector<uint32_t> names = put_names(names_at_);
    put_at<uint64_t>(&bytes_, parts + 8, bytes_.size());
    put<uint32_t>(&bytes_, 0);
    put_at<uint64_t>(&bytes_, parts + 16, bytes_.size());
    bytes_ += std::string("/src/main.go") + '\0';
    put_at<uint64_t>(&bytes_, parts + 24, values_at_ = bytes_.size());
    bytes_ += '\0';
    std::vector<uint32_t> values = put_values(values_at_);
    put_at<uint64_t>(&bytes_, parts + 32, functions_at_ = bytes_.size());
    put_functions(functions_at_, names, values, has_text);
    return bytes_;
  }

  // The runtime's module data for the table at that address.
  std::string module_data(uint64_t table) const {
    std::string data;
    const auto slice = [&](uint64_t offset, uint64_t length) {
      for (const uint64_t word : {table + offset, length, length})
        put(&data, word);
    };
    put(&data, table);
    slice(names_at_, 1);
    slice(0, 1);
    slice(0, 1);
    slice(values_at_, 1);
    slice(functions_at_, 1);
    slice(functions_at_, functions_.size() + 1);
    for (const uint64_t word :
         {uint64_t{0}, kGoText, kGoText + kGoTextBytes, kGoText, kGoText + kGoTextBytes})
      put(&data, word);
    return data;
  }

 private:
  std::vector<uint32_t> put_names(size_t base) {
    std::vector<uint32_t> offsets;
    for (const BuiltGoFunction& function : functions_) {
      offsets.push_back(static_cast<uint32_t>(bytes_.size() - base));
      bytes_ += function.name + '\0';
    }
    return offsets;
  }

  // Of each function its stack offsets; the last: the file of all.
  std::vector<uint32_t> put_values(size_t base) {
    std::vector<uint32_t> offsets;
    for (const BuiltGoFunction& function : functions_) {
      offsets.push_back(static_cast<uint32_t>(bytes_.size() - base));
      bytes_ += function.pcsp + '\0';
    }
    offsets.push_back(static_cast<uint32_t>(bytes_.size() - base));
    // File 0, or in the old format, which counts from 1, file 1.
    bytes_ += version_ == GoPclntab::Version::kGo12 ? '\4' : '\2';
    bytes_ += std::string("\x7f\0", 2);
    return offsets;
  }

  void put_functions(size_t base, const std::vector<uint32_t>& names,
                     const std::vector<uint32_t>& values, bool is_relative) {
    const size_t rows = bytes_.size(), row_bytes = is_relative ? 8 : 16;
    bytes_.resize(rows + functions_.size() * row_bytes + row_bytes / 2 + 8);
    for (size_t i = 0; i <= functions_.size(); i++) {
      const uint32_t start = i < functions_.size() ? functions_[i].offset : kGoTextBytes;
      const size_t row = rows + i * row_bytes, at = bytes_.size();
      if (is_relative)
        put_at<uint32_t>(&bytes_, row, start);
      else
        put_at<uint64_t>(&bytes_, row, kGoText + start);
      if (i == functions_.size())
        break;
      put_at<uint32_t>(&bytes_, row + row_bytes / 2, static_cast<uint32_t>(at - base));
      if (is_relative)
        put<uint32_t>(&bytes_, start);
      else
        put<uint64_t>(&bytes_, kGoText + start);
      for (const uint32_t field : {names[i], 0u, 0u, values[i], values.back(), 0u, 0u, 0u, 0u, 0u})
        put(&bytes_, field);
    }
  }

  // Everything is an offset from the table's start; names and values stand behind the rows.
  std::string build_old() {
    std::string head = bytes_;
    GoTableBuilder later(version_, functions_);
    const size_t fixed = 16 + functions_.size() * 16 + 8 + 8 + functions_.size() * 48;
    later.bytes_.resize(fixed);
    const size_t files = later.bytes_.size();
    put<uint32_t>(&later.bytes_, 2);
    put<uint32_t>(&later.bytes_, static_cast<uint32_t>(files + 8));
    later.bytes_ += std::string("/src/main.go") + '\0';
    const std::vector<uint32_t> names = later.put_names(0), values = later.put_values(0);
    put_functions(0, names, values, false);
    put_at<uint32_t>(&bytes_, 16 + functions_.size() * 16 + 8, static_cast<uint32_t>(files));
    return bytes_ + later.bytes_.substr(bytes_.size());
  }

  GoPclntab::Version version_;
  std::vector<BuiltGoFunction> functions_;
  std::string bytes_;
  size_t names_at_ = 0, values_at_ = 0, functions_at_ = 0;
};

inline std::string build_go_elf(GoPclntab::Version version,
                                const std::vector<BuiltGoFunction>& functions,
                                const std::string& code = "") {
  GoTableBuilder builder(version, functions);
  const std::string table = builder.build();
  Elf64_Ehdr header = {};
  memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  header.e_type = ET_EXEC;
  header.e_machine = EM_X86_64;
  header.e_ehsize = sizeof header;
  header.e_phoff = sizeof header;
  header.e_phentsize = sizeof(Elf64_Phdr);
  header.e_phnum = 2;
  std::string data = table;
  data.resize((data.size() + 7) / 8 * 8);
  if (version >= GoPclntab::Version::kGo118)
    data += builder.module_data(kGoData);
  Elf64_Phdr segments[2] = {};
  segments[0] = {PT_LOAD,    PF_R | PF_X, kGoTextOffset, kGoSegment,
                 kGoSegment, 0x1000,      0x1000,        0x1000};
  segments[1] = {PT_LOAD, PF_R, kGoDataOffset, kGoData, kGoData, data.size(), data.size(), 0x1000};
  std::string bytes(kGoDataOffset, '\0');
  put_at(&bytes, 0, header);
  memcpy(bytes.data() + sizeof header, segments, sizeof segments);
  memcpy(bytes.data() + kGoTextOffset + (kGoText - kGoSegment), code.data(), code.size());
  return bytes + data;
}

}  // namespace meshprof::test
