// SPDX-License-Identifier: Apache-2.0
// Go's function table: all versions, and damage.
#include <random>

#include "../display_name.h"
#include "../go/go_frames.h"
#include "../go/go_functions.h"
#include "../resolved_frame.h"
#include "check.h"
#include "elf_builder.h"
#include "go_builder.h"

namespace meshprof::test {
namespace {

using Version = GoPclntab::Version;

// Nothing pushed for 1 byte, then 0x20 bytes of frame.
const std::string kFrame("\2\1\x40\x3f\0", 5);
const std::vector<BuiltGoFunction> kProgram = {
    {"main.main", 0, kFrame}, {"main.(*T).leaf", 0x40, kFrame}, {"runtime.goexit", 0x80, kFrame}};

NamedFunctions read(const std::string& elf) {
  const UniqueFd file = file_of(elf);
  const auto layout = read_elf_layout(file.get(), elf.size());
  return layout ? read_go_functions(file.get(), *layout) : NamedFunctions{};
}

TEST("Go's table of every version names the same functions and files") {
  for (const Version version :
       {Version::kGo12, Version::kGo116, Version::kGo118, Version::kGo120}) {
    const NamedFunctions go = read(build_go_elf(version, kProgram));
    CHECK_EQ(go.problem, "");
    CHECK_EQ(go.functions.size(), size_t{3});
    if (go.functions.size() != 3)
      continue;
    CHECK_EQ(go.functions[0].name, "main.main");
    CHECK_EQ(go.functions[0].start, kGoText);
    CHECK_EQ(go.functions[0].limit, kGoText + 0x40);
    CHECK_EQ(go.functions[1].name, "main.(*T).leaf");
    CHECK_EQ(go.functions[1].file, "/src/main.go");
    CHECK_EQ(go.functions[2].limit, kGoText + kGoTextBytes);
    CHECK_EQ(int{go.functions[2].source}, int{kNameSourceGoTable});
  }
}

TEST("without the module data nothing says where relative Go functions are") {
  std::string elf = build_go_elf(Version::kGo120, kProgram);
  elf.resize(elf.size() - 8);  // the end of Go's code
  CHECK(read(elf).functions.empty());
}

TEST("Go functions out of order or outside the code give no names") {
  std::string elf = build_go_elf(Version::kGo116, kProgram);
  const size_t second = elf.find(std::string("\x80\x10\x40\0\0\0\0\0", 8));
  CHECK(second != std::string::npos);
  put_at<uint64_t>(&elf, second, kGoText + 0x100);
  CHECK(read(elf).functions.empty());
  std::string outside = build_go_elf(Version::kGo116, kProgram);
  put_at<uint64_t>(&outside, sizeof(Elf64_Ehdr) + offsetof(Elf64_Phdr, p_vaddr), uint64_t{0x10000});
  CHECK(read(outside).functions.empty());
}

std::vector<GoFrameRow> rows_of_main(const std::string& offsets, const std::string& code,
                                     const std::string& name) {
  const std::string elf =
      build_go_elf(Version::kGo120, {{name, 0, offsets}, {"x", 0x40, kFrame}}, code);
  const UniqueFd file = file_of(elf);
  const auto layout = read_elf_layout(file.get(), elf.size());
  const GoModule::Result go = GoModule::open(file.get(), *layout);
  const auto frames =
      go.module ? find_go_frames(*go.module, file.get(), *layout, kGoText) : std::nullopt;
  return frames ? frames->rows : std::vector<GoFrameRow>{};
}

TEST("Go's stack offsets become rows in order, whatever the code looks like") {
  const std::string prologue("\x55\x48\x89\xe5", 4), load_rsp("\x48\x8b\x62\x38", 4);
  // 8 bytes pushed from 1 on, up to 0x10; the function has 0x40 bytes.
  const std::string pushed("\2\1\x10\x0f\0", 5);
  const auto rows = rows_of_main(pushed, prologue, "main.main");
  CHECK_EQ(rows.size(), size_t{3});
  CHECK_EQ(rows[0].cfa_offset, 8u);
  CHECK_EQ(rows[1].cfa_offset, 16u);
  CHECK(rows[1].saved_rbp && !rows[0].saved_rbp);
  CHECK(rows[2].rule == GoFrameRow::Rule::kUnknown && rows[2].start == kGoText + 0x10);
  // The stack pointer is loaded behind what the table covers.
  const auto late =
      rows_of_main(pushed, prologue + std::string(0x20, '\x90') + load_rsp, "runtime.mcall");
  CHECK_EQ(late.size(), size_t{3});
  const auto leaves = rows_of_main(pushed, prologue + load_rsp, "runtime.mcall");
  CHECK_EQ(leaves.size(), size_t{4});
  CHECK(leaves[2].rule == GoFrameRow::Rule::kEnd && leaves[2].start == kGoText + 8);
  const auto switches = rows_of_main(pushed, prologue + load_rsp, "runtime.systemstack");
  CHECK(switches.size() == 4 && switches[2].rule == GoFrameRow::Rule::kFramePointer);
  // Beyond the function's end.
  CHECK(rows_of_main(std::string("\2\x7f\x10\1\0", 5), prologue, "main.main").empty());
}

TEST("random damage to a Go table never gives a name that is not in the file") {
  std::mt19937 random(7);
  for (const Version version :
       {Version::kGo12, Version::kGo116, Version::kGo118, Version::kGo120}) {
    const std::string whole = build_go_elf(version, kProgram);
    for (int round = 0; round < 2000; round++) {
      std::string elf = whole;
      for (int i = 0; i < 3; i++)
        elf[kGoDataOffset + random() % (elf.size() - kGoDataOffset)] = static_cast<char>(random());
      for (const NamedFunction& function : read(elf).functions) {
        CHECK(elf.find(function.name) != std::string::npos);
        CHECK(function.start < function.limit);
      }
    }
  }
}

}  // namespace
}  // namespace meshprof::test
