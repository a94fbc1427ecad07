// SPDX-License-Identifier: Apache-2.0
// Names that came apart from their binary: .gnu_debugdata, debug files, symbol packs.
#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "../debug/debug_data.h"
#include "../debug/debug_file.h"
#include "../debug/debug_link.h"
#include "../debug/open_debug_files.h"
#include "../pack/symbol_pack.h"
#include "../read_fully.h"
#include "check.h"
#include "elf_builder.h"
#include "named_sections.h"

namespace meshprof::test {
namespace {

namespace fs = std::filesystem;

const std::string kBuildId = "c0ffee01";  // of what build_elf() makes

BuiltElf symbols_elf() {
  return build_elf({{"first", kTextAddress, 0x40}, {"_ZN1a1bEv", kTextAddress + 0x40, 0x10}});
}

NamedFunctions read_data(const std::string& elf) {
  const UniqueFd file = file_of(elf);
  const auto layout = read_elf_layout(file.get(), elf.size());
  return layout ? read_debug_data(file.get(), *layout) : NamedFunctions{};
}

NamedFunctions read_pack(const std::string& bytes, const std::string& build_id = kBuildId) {
  return read_symbol_pack(file_of(bytes).get(), bytes.size(), build_id);
}

std::string content_of(int fd) {
  std::string bytes(1 << 20, '\0');
  bytes.resize(read_fully(fd, bytes.data(), bytes.size(), 0));
  return bytes;
}

std::string built_pack() {
  const UniqueFd file = file_of("");
  const std::vector<NamedFunction> functions = {
      {kTextAddress, kTextAddress + 0x40, "first", "", 1},
      {kTextAddress + 0x40, kTextAddress + 0x50, "a::b()", "source/a.cc", 1}};
  CHECK_EQ(write_symbol_pack(file.get(), kBuildId, functions), "");
  return content_of(file.get());
}

TEST(".gnu_debugdata names the functions of the file inside it") {
  const std::string inner = symbols_elf().bytes;
  const NamedFunctions names =
      read_data(with_sections(build_elf({}), {{".gnu_debugdata", compress_xz(inner)}}));
  CHECK_EQ(names.problem, "");
  CHECK_EQ(names.functions.size(), size_t{2});
  CHECK_EQ(names.functions.back().name, "a::b()");
  CHECK_EQ(names.functions.back().limit, kTextAddress + 0x50);
  CHECK_EQ(int{names.functions.back().source}, int{kNameSourceDebugData});
  CHECK(read_data(with_sections(build_elf({}), {})).problem.empty());
}

TEST("a broken .gnu_debugdata is one sentence and no names") {
  const std::string data = compress_xz(symbols_elf().bytes);
  std::string damaged = data;
  damaged[damaged.size() / 2] = static_cast<char>(~damaged[damaged.size() / 2]);
  for (const std::string& content :
       {std::string(), std::string("no xz stream"), data.substr(0, data.size() / 2), damaged,
        compress_xz("no ELF file"), compress_xz(std::string(200'000'000, '\0'))}) {
    const NamedFunctions names =
        read_data(with_sections(build_elf({}), {{".gnu_debugdata", content}}));
    CHECK(names.functions.empty());
    CHECK(names.problem.starts_with(".gnu_debugdata: "));
  }
}

std::string link_section(std::string name, uint32_t checksum) {
  name.resize((name.size() + 4) / 4 * 4);
  name.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
  return name;
}

std::optional<DebugLink> read_link(const std::string& section) {
  const std::string elf = with_sections(build_elf({}), {{".gnu_debuglink", section}});
  const UniqueFd file = file_of(elf);
  return read_debug_link(file.get(), *read_elf_layout(file.get(), elf.size()));
}

TEST("a debug link is the name of a file, never a path") {
  const auto link = read_link(link_section("program.debug", 0x12345678));
  CHECK(link.has_value());
  CHECK_EQ(link->name, "program.debug");
  CHECK_EQ(link->checksum, 0x12345678u);
  for (const char* name : {"", ".", "..", "../etc/shadow", "/etc/shadow"})
    CHECK(!read_link(link_section(name, 1)));
  CHECK(!read_link(std::string(300, 'n')));
  CHECK(!read_link(std::string("abc\0", 4)));
}

TEST("a debug file is taken with the same build id, or with the checksum of the link") {
  const std::string file = symbols_elf().bytes;
  const auto names = [&](const BinaryIdentity& binary) {
    return read_debug_file(binary, file_of(file).get(), file.size());
  };
  CHECK_EQ(names({kBuildId, false, 0}).functions.size(), size_t{2});
  CHECK_EQ(int{names({kBuildId, false, 0}).functions[0].source}, int{kNameSourceDebugFile});
  const auto checksum = static_cast<uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(file.data()), static_cast<uInt>(file.size())));
  CHECK_EQ(names({"", true, checksum}).functions.size(), size_t{2});
  for (const BinaryIdentity& binary :
       {BinaryIdentity{"c0ffee02", true, checksum}, BinaryIdentity{"", true, checksum + 1},
        BinaryIdentity{"", false, 0}}) {
    CHECK(names(binary).functions.empty());
    CHECK(!names(binary).problem.empty());
  }
}

TEST("debug files are looked for where GDB does, inside a root and nowhere else") {
  const fs::path root = fs::temp_directory_path() / ("meshprof-root-" + std::to_string(getpid()));
  fs::create_directories(root / "usr/lib/debug/.build-id/c0");
  fs::create_directories(root / "opt/.debug");
  std::ofstream(root / "opt/.debug/p.debug") << "beside";
  std::ofstream(root / "outside-name") << "by build id";
  fs::create_symlink("/outside-name", root / "usr/lib/debug/.build-id/c0/ffee01.debug");
  mkfifo((root / "opt/p.debug").c_str(), 0600);
  const UniqueFd dir(open(root.c_str(), O_PATH | O_DIRECTORY));
  const UniqueFd binary = file_of("");
  const auto paths = debug_file_paths("/opt/p", kBuildId, DebugLink{"p.debug", 0});
  CHECK_EQ(paths.size(), size_t{4});
  const auto files = open_debug_files(dir.get(), paths, binary.get());
  // The link stays inside the root; the FIFO is no regular file.
  CHECK_EQ(files.size(), size_t{2});
  if (files.size() == 2) {
    CHECK_EQ(content_of(files[0].get()), "by build id");
    CHECK_EQ(content_of(files[1].get()), "beside");
    CHECK_EQ(open_debug_files(dir.get(), paths, files[1].get()).size(), size_t{1});
  }
  fs::remove(root / "outside-name");
  fs::remove(root / "usr/lib/debug/.build-id/c0/ffee01.debug");
  fs::create_symlink("../../../../../../../../etc/passwd",
                     root / "usr/lib/debug/.build-id/c0/ffee01.debug");
  CHECK_EQ(open_debug_files(dir.get(), paths, binary.get()).size(), size_t{1});
  fs::remove_all(root);
}

TEST("a symbol pack gives back names and files, for its own build only") {
  const std::string pack = built_pack();
  const NamedFunctions names = read_pack(pack);
  CHECK_EQ(names.problem, "");
  CHECK_EQ(names.functions.size(), size_t{2});
  CHECK_EQ(names.functions[1].name, "a::b()");
  CHECK_EQ(names.functions[1].file, "source/a.cc");
  CHECK_EQ(names.functions[1].limit, kTextAddress + 0x50);
  CHECK_EQ(int{names.functions[1].source}, int{kNameSourceSymbolPack});
  CHECK_EQ(read_pack_build_id(file_of(pack).get()), kBuildId);
  CHECK_EQ(read_pack(pack, "c0ffee02").problem,
           "the symbol pack is for build id c0ffee01, not c0ffee02");
  CHECK(!write_symbol_pack(file_of("").get(), "", {}).empty());
}

TEST("a symbol pack that is damaged anywhere gives no names and one sentence") {
  const std::string pack = built_pack();
  for (size_t at = 0; at < pack.size(); at++) {
    std::string damaged = pack;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    const NamedFunctions names = read_pack(damaged);
    CHECK(names.functions.empty());
    CHECK(!names.problem.empty());
    CHECK(!read_pack(pack.substr(0, at)).problem.empty());
  }
  CHECK(!read_pack(pack + "x").problem.empty());
}

}  // namespace
}  // namespace meshprof::test
