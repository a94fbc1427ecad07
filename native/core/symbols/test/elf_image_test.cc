// SPDX-License-Identifier: Apache-2.0
// ELF files: well-formed, and made to hurt.
#include <random>

#include "check.h"
#include "elf_builder.h"

namespace meshprof::test {
namespace {

constexpr uint64_t kGiB = uint64_t{1} << 30;

TEST("a well-formed file: addresses, build id and names") {
  ElfImage image =
      image_of(build_elf({{"first", kTextAddress, 0x40}, {"second", kTextAddress + 0x100, 0x10}}));
  CHECK_EQ(image.problem(), "");
  CHECK_EQ(image.build_id(), "c0ffee01");
  CHECK_EQ(image.address_of(kTextOffset + 0x123).value_or(0), kTextAddress + 0x123);
  CHECK(!image.address_of(kTextOffset - 1));
  CHECK(!image.address_of(kTextOffset + kTextBytes));
  CHECK_EQ(name_at(&image, kTextAddress + 0x3f), "first");
  CHECK_EQ(name_at(&image, kTextAddress + 0x40), "");
  CHECK_EQ(name_at(&image, kTextAddress + 0x10f), "second");
  CHECK_EQ(image.find(kTextAddress)->source, kNameSourceSymtab);
}

TEST("a dynamic symbol table is a source of its own") {
  ElfImage image = image_of(build_elf({{"exported", kTextAddress, 0x40}}, SHT_DYNSYM));
  CHECK_EQ(image.find(kTextAddress)->source, kNameSourceDynsym);
  CHECK_EQ(name_at(&image, kTextAddress + 0x1000), "");
}

TEST("only defined functions give names") {
  ElfImage image =
      image_of(build_elf({{"object", kTextAddress, 8, STT_OBJECT},
                          {"untyped", kTextAddress + 0x10, 8, STT_NOTYPE},
                          {"undefined", kTextAddress + 0x20, 8, STT_FUNC, STB_GLOBAL, SHN_UNDEF},
                          {"absolute", kTextAddress + 0x30, 8, STT_FUNC, STB_GLOBAL, SHN_ABS},
                          {"", kTextAddress + 0x40, 8},
                          {"resolver", kTextAddress + 0x50, 8, STT_GNU_IFUNC}}));
  for (uint64_t offset = 0; offset < 0x50; offset++)
    CHECK_EQ(name_at(&image, kTextAddress + offset), "");
  CHECK_EQ(name_at(&image, kTextAddress + 0x50), "resolver");
}

TEST("of aliases the best one is shown, whatever their order") {
  ElfImage image = image_of(build_elf({{"__write", kTextAddress, 8},
                                       {"a_local", kTextAddress, 8, STT_FUNC, STB_LOCAL},
                                       {"write", kTextAddress, 8, STT_FUNC, STB_WEAK}}));
  CHECK_EQ(name_at(&image, kTextAddress), "write");
}

TEST("a name of a megabyte is cut") {
  ElfImage image =
      image_of(build_elf({{std::string(1'000'000, 'n'), kTextAddress, 8},
                          {"_Z1f" + std::string(1'000'000, 'P') + "i", kTextAddress + 8, 8}}));
  CHECK(name_at(&image, kTextAddress).size() <= kMaxNameBytes + 1);
  CHECK(name_at(&image, kTextAddress + 8).size() <= kMaxNameBytes + 1);
}

TEST("what is no ELF file has one problem and no names") {
  for (const std::string& bytes :
       {std::string(), std::string("#!/bin/sh\n"), std::string(4096, '\0'),
        std::string("\x7f"
                    "ELF"),
        std::string("!<arch>\n") + std::string(100, ' ')}) {
    ElfImage image(file_of(bytes), bytes.size());
    CHECK(!image.problem().empty());
    CHECK_EQ(name_at(&image, 0), "");
    CHECK(!image.address_of(0));
  }
}

TEST("a file cut off anywhere gives right names, or none") {
  const BuiltElf whole = build_elf({{"first", kTextAddress, 0x40}});
  for (size_t size = 0; size < whole.bytes.size(); size += size < 256 ? 1 : 61) {
    ElfImage image(file_of(whole.bytes.substr(0, size)), size);
    const std::string name = name_at(&image, kTextAddress);
    CHECK(name == "" || name == "first");
    // The same file truncated after its size was taken.
    ElfImage shrunk(file_of(whole.bytes.substr(0, size)), whole.bytes.size());
    const std::string late_name = name_at(&shrunk, kTextAddress);
    CHECK(late_name == "" || late_name == "first");
  }
}

TEST("a table that is said to be huge is refused with one sentence") {
  const auto problem_after = [](auto&& breakage, uint64_t size = 0) {
    BuiltElf elf = build_elf({{"first", kTextAddress, 0x40}});
    breakage(elf);
    ElfImage image = image_of(elf, size);
    CHECK_EQ(name_at(&image, kTextAddress), "");
    return image.problem();
  };
  CHECK(!problem_after([](BuiltElf& elf) { elf.sections()[2].sh_size = 1ull << 60; }).empty());
  CHECK(!problem_after([](BuiltElf& elf) { elf.sections()[2].sh_entsize = 0; }).empty());
  CHECK(!problem_after([](BuiltElf& elf) { elf.sections()[2].sh_link = 77; }).empty());
  CHECK(!problem_after([](BuiltElf& elf) { elf.sections()[3].sh_offset = ~0ull - 4; }).empty());
  CHECK(!problem_after([](BuiltElf& elf) { elf.header()->e_phnum = 0xffff; }).empty());
  CHECK(!problem_after([](BuiltElf& elf) { elf.header()->e_shnum = 0xffff; }).empty());
  CHECK(!problem_after([](BuiltElf& elf) { elf.header()->e_shnum = 0; }).empty());
  CHECK(
      !problem_after([](BuiltElf& elf) { elf.header()->e_ident[EI_DATA] = ELFDATA2MSB; }).empty());
}

TEST("a sparse file of 4 GiB that is all symbols is refused before it is read") {
  BuiltElf elf = build_elf({{"first", kTextAddress, 0x40}});
  elf.sections()[2].sh_size =
      (4 * kGiB - elf.sections()[2].sh_offset) / sizeof(Elf64_Sym) * sizeof(Elf64_Sym);
  ElfImage image = image_of(elf, 4 * kGiB);
  CHECK_EQ(name_at(&image, kTextAddress), "");
  CHECK_EQ(image.problem(), ".symtab is larger than that of any program, or overlaps beyond sense");
}

TEST("a sparse file of 4 GiB whose section table claims all of it is refused") {
  BuiltElf elf = build_elf({{"first", kTextAddress, 0x40}});
  elf.header()->e_shnum = 0;
  elf.sections()[0].sh_size = 60'000'000;
  ElfImage image = image_of(elf, 4 * kGiB);
  CHECK(!image.problem().empty());
}

TEST("symbols that point outside their strings give no name") {
  BuiltElf elf = build_elf({{"first", kTextAddress, 0x40}});
  auto* symbols = reinterpret_cast<Elf64_Sym*>(elf.bytes.data() + elf.sections()[2].sh_offset);
  symbols[1].st_name = 0xfffffff0;
  ElfImage image = image_of(elf);
  CHECK_EQ(name_at(&image, kTextAddress), "");
}

TEST("random damage never gives a name that is not in the file") {
  std::mt19937 random(42);
  const BuiltElf whole =
      build_elf({{"first", kTextAddress, 0x40}, {"second", kTextAddress + 0x40, 0x40}});
  // Text and padding are left alone: only headers, symbols and strings matter.
  const size_t interesting = whole.bytes.size() - kTextOffset - kTextBytes + sizeof(Elf64_Ehdr);
  for (int round = 0; round < 3000; round++) {
    BuiltElf elf = whole;
    for (int i = 0; i < 4; i++) {
      const size_t at = random() % interesting;
      elf.bytes[at < sizeof(Elf64_Ehdr) ? at : at - sizeof(Elf64_Ehdr) + kTextOffset + kTextBytes] =
          static_cast<char>(random());
    }
    ElfImage image = image_of(elf);
    for (uint64_t address = kTextAddress; address < kTextAddress + 0x80; address += 0x11) {
      CHECK(name_at(&image, address).size() <= kMaxNameBytes);
    }
  }
}

}  // namespace
}  // namespace meshprof::test
