// SPDX-License-Identifier: Apache-2.0
// Call frame information made to mislead its reader: an answer in bounded time and memory.
#include <sys/stat.h>

#include "eh_frame_builder.h"
#include "symbols/test/check.h"

namespace meshprof::test {
namespace {

using namespace std::string_literals;

constexpr uint64_t kA = kCodeAt + 0x100;

DecodeStatus status_of(const std::string& program) {
  return DecodedFile(build_frame_file({{kA, 0x80, program}})).decode(kA + 1).status;
}

template <typename Number> std::string with(std::string file, uint64_t at, Number value) {
  place(&file, at, &value, sizeof value);
  return file;
}

TEST("programs that are cut off, unknown or unbalanced are bad") {
  CHECK(status_of("\x0f\x7f\x77\x08"s) == DecodeStatus::kBadInfo);  // expression beyond the end
  CHECK(status_of("\x0b"s) == DecodeStatus::kBadInfo);              // nothing to restore
  CHECK(status_of("\x3f"s) == DecodeStatus::kBadInfo);              // no such instruction
  CHECK(status_of("\x0c\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01\x08"s) ==
        DecodeStatus::kBadInfo);                                                // LEB128 of 77 bits
  CHECK(status_of("\x0c\xff\x7f\x08"s) == DecodeStatus::kBadInfo);              // register 16383
  CHECK(status_of("\x0c\x07\xff\xff\xff\xff\x7f"s) == DecodeStatus::kBadInfo);  // offset 2^35
  CHECK(status_of("\x0f\x03\x77\x08\x06\x0d\x06"s) == DecodeStatus::kBadInfo);  // no offset to keep
  CHECK(status_of(std::string(2000, '\x0a')) == DecodeStatus::kBadInfo);        // remembers forever
}

TEST("an entry may not be longer than the file, lie outside it, or be its own CIE") {
  const std::string file = build_frame_file({{kA, 0x80, ""}});
  uint32_t common_bytes = 0;
  memcpy(&common_bytes, file.data() + kFramesAt, sizeof common_bytes);
  const uint64_t entry = kFramesAt + 4 + common_bytes;
  const auto status = [](const std::string& bytes) { return DecodedFile(bytes).decode(kA).status; };
  CHECK(status(file) == DecodeStatus::kFound);
  CHECK(status(with(file, entry, uint32_t{0x7fffffff})) == DecodeStatus::kBadInfo);
  CHECK(status(with(file, entry, uint32_t{0xffffffff})) == DecodeStatus::kBadInfo);
  CHECK(status(with(file, entry, uint32_t{0})) == DecodeStatus::kBadInfo);
  CHECK(status(with(file, entry + 4, uint32_t{4})) == DecodeStatus::kBadInfo);
  CHECK(status(with(file, entry + 4, uint32_t{0xfffffff0})) == DecodeStatus::kBadInfo);
  CHECK(status(with(file, kHeaderAt + 16, uint32_t{0x7fffffff})) == DecodeStatus::kBadInfo);
  CHECK(status(with(file, kHeaderAt + 16, uint32_t{0x80000000})) == DecodeStatus::kBadInfo);
}

TEST("a header that lies about its rows is not believed; .eh_frame still is") {
  const std::string file = build_frame_file({{kA, 0x80, ""}, {kA + 0x80, 0x80, ""}});
  for (const uint32_t rows : {0u, 0xffffffffu, 0x10000u}) {
    DecodedFile decoder(with(file, kHeaderAt + 8, rows));
    CHECK_EQ(decoder.decode(kA + 0x90).function.start, kA + 0x80);
  }
  DecodedFile other_encoding(with(file, kHeaderAt + 3, uint8_t{0x3c}));
  CHECK_EQ(other_encoding.decode(kA + 0x90).function.start, kA + 0x80);
  DecodedFile other_version(with(file, kHeaderAt, uint8_t{2}));
  CHECK_EQ(other_version.decode(kA + 0x90).function.start, kA + 0x80);
}

TEST("a section of .eh_frame that claims gigabytes, in a sparse file of gigabytes") {
  FrameOptions options;
  options.with_header = false;
  std::string bytes = build_frame_file({{kA, 0x80, ""}}, options);
  const uint64_t section = kFileBytes - 0x200 + sizeof(Elf64_Shdr);
  bytes = with(bytes, section + offsetof(Elf64_Shdr, sh_size), uint64_t{1} << 40);
  bytes = with(bytes, sizeof(Elf64_Ehdr) + offsetof(Elf64_Phdr, p_filesz), uint64_t{1} << 40);
  DecodedFile file(bytes, uint64_t{4} << 30);
  CHECK_EQ(ftruncate(file.fd(), off_t{4} << 30), 0);
  CHECK(file.decode(kA).status == DecodeStatus::kNoInfo);
}

TEST("huge tables of segments and sections are not read") {
  std::string bytes = build_frame_file({{kA, 0x80, ""}});
  bytes = with(bytes, offsetof(Elf64_Ehdr, e_phnum), uint16_t{0xffff});
  CHECK(DecodedFile(bytes).decode(kA).status == DecodeStatus::kNoInfo);
  CHECK(DecodedFile(""s).decode(kA).status == DecodeStatus::kNoInfo);
  CHECK(DecodedFile("\x7f"
                    "ELF"s)
            .decode(kA)
            .status == DecodeStatus::kNoInfo);
}

TEST("files cut off anywhere, and with any byte changed, give an answer") {
  const std::string file = build_frame_file({{kA, 0x80, "\x41\x0e\x10\x86\x02\x43\x0d\x06"s}});
  for (size_t size = 0; size < kFramesAt + 0x80; size += 3) {
    DecodedFile cut(file.substr(0, size));
    cut.decode(kA);
  }
  for (size_t at = 0; at < kFramesAt + 0x60; at++) {
    for (const unsigned change : {0x01u, 0x80u, 0xffu}) {
      std::string changed = file;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ change);
      DecodedFile(changed).decode(kA);
    }
  }
  CHECK(DecodedFile(file).decode(kA).status == DecodeStatus::kFound);
}

}  // namespace
}  // namespace meshprof::test
