// SPDX-License-Identifier: Apache-2.0
// Writes small ELF files with call frame information, well-formed unless the test breaks them.
// Virtual addresses are file offsets: .eh_frame_hdr at 0x200, .eh_frame at 0x400, code at 0x4000.
#pragma once

#include <elf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "../function_decoder.h"
#include "symbols/unique_fd.h"

namespace meshprof::test {

inline constexpr uint64_t kHeaderAt = 0x200;
inline constexpr uint64_t kFramesAt = 0x400;
inline constexpr uint64_t kCodeAt = 0x4000;
inline constexpr uint64_t kFileBytes = 0x6000;

struct BuiltFunction {
  uint64_t start, bytes;
  std::string program;
};

struct FrameOptions {
  std::string augmentation = "zR";
  std::string augmentation_data = "\x1b";  // pcrel | sdata4
  // def_cfa rsp+8; return address at CFA-8
  std::string initial = std::string("\x0c\x07\x08\x90\x01");
  uint8_t return_register = 16;
  bool with_header = true;
  bool with_sections = true;
};

template <typename Number> void put(std::string* bytes, Number value) {
  bytes->append(reinterpret_cast<const char*>(&value), sizeof value);
}

// One CIE or FDE: its length, then its body, filled up with DW_CFA_nop.
inline void put_entry(std::string* bytes, std::string body) {
  body.resize((body.size() + 7) / 8 * 8 + 4, '\0');
  put(bytes, static_cast<uint32_t>(body.size()));
  *bytes += body;
}

inline std::string common_entry(const FrameOptions& options) {
  std::string body;
  put(&body, uint32_t{0});
  body += '\x01';  // version
  body += options.augmentation + '\0';
  body += "\x01\x78";  // code alignment 1, data alignment -8
  body += static_cast<char>(options.return_register);
  if (options.augmentation.starts_with('z')) {
    body += static_cast<char>(options.augmentation_data.size());
    body += options.augmentation_data;
  }
  return body + options.initial;
}

struct BuiltFrames {
  std::string frames;
  std::vector<std::pair<int32_t, int32_t>> table;  // start and entry, from kHeaderAt
};

inline BuiltFrames build_frames(const std::vector<BuiltFunction>& functions,
                                const FrameOptions& options) {
  BuiltFrames built;
  put_entry(&built.frames, common_entry(options));
  for (const BuiltFunction& function : functions) {
    const uint64_t at = kFramesAt + built.frames.size();
    std::string body;
    put(&body, static_cast<uint32_t>(at + 4 - kFramesAt));
    put(&body, static_cast<int32_t>(function.start - (at + 8)));
    put(&body, static_cast<uint32_t>(function.bytes));
    if (options.augmentation.starts_with('z'))
      body += '\0';
    put_entry(&built.frames, body + function.program);
    built.table.emplace_back(static_cast<int32_t>(function.start - kHeaderAt),
                             static_cast<int32_t>(at - kHeaderAt));
  }
  put(&built.frames, uint32_t{0});
  return built;
}

inline std::string header_of(const BuiltFrames& built) {
  std::string header("\x01\x1b\x03\x3b", 4);
  put(&header, static_cast<int32_t>(kFramesAt - (kHeaderAt + 4)));
  put(&header, static_cast<uint32_t>(built.table.size()));
  for (const auto& [start, entry] : built.table) {
    put(&header, start);
    put(&header, entry);
  }
  return header;
}

inline void place(std::string* file, uint64_t at, const void* data, size_t size) {
  file->replace(at, size, static_cast<const char*>(data), size);
}

inline void place_elf_headers(std::string* file, const FrameOptions& options, size_t frame_bytes,
                              size_t header_bytes) {
  Elf64_Ehdr header = {};
  memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_machine = EM_X86_64;
  header.e_phentsize = sizeof(Elf64_Phdr);
  header.e_phoff = sizeof header;
  header.e_phnum = options.with_header ? 3 : 2;
  const Elf64_Phdr segments[3] = {
      {PT_LOAD, PF_R, 0, 0, 0, kCodeAt, kCodeAt, 0x1000},
      {PT_LOAD, PF_R | PF_X, kCodeAt, kCodeAt, kCodeAt, kFileBytes - kCodeAt, kFileBytes - kCodeAt,
       0x1000},
      {PT_GNU_EH_FRAME, PF_R, kHeaderAt, kHeaderAt, kHeaderAt, header_bytes, header_bytes, 4}};
  place(file, sizeof header, segments, header.e_phnum * sizeof segments[0]);
  if (options.with_sections) {
    const std::string names("\0.eh_frame\0", 11);
    const uint64_t names_at = kFileBytes - 64, sections_at = kFileBytes - 0x200;
    place(file, names_at, names.data(), names.size());
    Elf64_Shdr sections[3] = {};
    sections[1] = {1, SHT_PROGBITS, SHF_ALLOC, kFramesAt, kFramesAt, frame_bytes, 0, 0, 8, 0};
    sections[2] = {0, SHT_STRTAB, 0, 0, names_at, names.size(), 0, 0, 1, 0};
    place(file, sections_at, sections, sizeof sections);
    header.e_shoff = sections_at;
    header.e_shentsize = sizeof sections[0];
    header.e_shnum = 3;
    header.e_shstrndx = 2;
  }
  place(file, 0, &header, sizeof header);
}

inline std::string build_frame_file(const std::vector<BuiltFunction>& functions,
                                    const FrameOptions& options = {}) {
  const BuiltFrames built = build_frames(functions, options);
  const std::string header = header_of(built);
  std::string file(kFileBytes, '\0');
  place(&file, kFramesAt, built.frames.data(), built.frames.size());
  if (options.with_header)
    place(&file, kHeaderAt, header.data(), header.size());
  place_elf_headers(&file, options, built.frames.size(), header.size());
  return file;
}

// A file in memory and its decoder.
class DecodedFile {
 public:
  explicit DecodedFile(const std::string& bytes, uint64_t claimed_bytes = 0)
      : file_(memfd_create("frames", MFD_CLOEXEC)),
        written_(write(file_.get(), bytes.data(), bytes.size())),
        decoder_(file_.get(), claimed_bytes != 0 ? claimed_bytes : bytes.size()) {}

  DecodedFunction decode(uint64_t address) { return decoder_.decode(address); }
  int fd() const { return file_.get(); }

 private:
  UniqueFd file_;
  ssize_t written_;
  FunctionDecoder decoder_;
};

}  // namespace meshprof::test
