// SPDX-License-Identifier: Apache-2.0
// Readers that run: what becomes of a binary, and of its neighbours, when one fails.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "../../symbols/test/check.h"
#include "../../symbols/test/elf_builder.h"
#include "../../symbols/test/named_frame.h"
#include "reader/client/readers.h"

namespace meshprof::reader::test {
namespace {

using namespace meshprof::test;
using Clock = std::chrono::steady_clock;
using WaitFor = NameReader::WaitFor;

std::shared_ptr<Binary> binary_of(const std::string& bytes) {
  UniqueFd file(memfd_create("reader-test", MFD_CLOEXEC));
  CHECK_EQ(write(file.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  return std::make_shared<Binary>(std::move(file), "");
}

std::shared_ptr<Binary> binary_with(const std::string& function) {
  const BuiltElf elf = build_elf({{function, kTextAddress, 0x40}});
  return binary_of(elf.bytes);
}

std::string name_in(Readers& readers, const std::shared_ptr<Binary>& binary,
                    uint64_t address = kTextAddress) {
  readers.quick.open(*binary);
  if (readers.names.name(binary, address) == nullptr)
    readers.names.work(std::chrono::seconds(60), WaitFor::kAllNames);
  const FunctionName* name = readers.names.name(binary, address);
  if (name == nullptr)
    return "(none came)";
  return name->lost != nullptr ? std::string("lost: ") + name->lost : name->name;
}

TEST("names come again after the readers were killed, and nobody is blamed") {
  Readers readers({built_reader(), "", ""});
  const auto binary = binary_with("survivor");
  CHECK_EQ(name_in(readers, binary), "survivor");
  for (int round = 0; round < 10; round++) {
    kill(readers.quick.pid(), SIGKILL);
    kill(readers.names.pid(), SIGKILL);
    const auto other = binary_with("other" + std::to_string(round));
    CHECK_EQ(name_in(readers, other), "other" + std::to_string(round));
    CHECK_EQ(name_in(readers, binary, kTextAddress + 1 + static_cast<uint64_t>(round)), "survivor");
    CHECK_EQ(other->problem, "");
  }
  CHECK_EQ(binary->problem, "");
  CHECK(readers.names.restarts() > 0);
}

// A program that stands in for the reader.
class FakeReader {
 public:
  explicit FakeReader(const std::string& script) {
    char path[] = "/tmp/meshprof-fake-reader-XXXXXX";
    UniqueFd file(mkstemp(path));
    path_ = path;
    const std::string text = "#!/bin/sh\n" + script + "\n";
    CHECK_EQ(write(file.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    fchmod(file.get(), 0700);
  }
  ~FakeReader() { unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Asks everything, and returns the seconds it took.
double ask_all(const std::string& program, const std::shared_ptr<Binary>& binary) {
  Readers readers({program, "", ""});
  const Clock::time_point start = Clock::now();
  readers.quick.open(*binary);
  CHECK(readers.quick.thread_entries(*binary).empty());
  CHECK(readers.quick.unwind(*binary, kTextAddress).function.rows.empty());
  CHECK(name_in(readers, binary).starts_with("lost: "));
  return std::chrono::duration<double>(Clock::now() - start).count();
}

TEST("a reader that answers nonsense, ends or hangs costs its binary and little time") {
  for (const char* script :
       {"printf nonsense >&3; exec sleep 100", "head -c 40 /dev/zero >&3; exec sleep 100", "exit 0",
        "exit 71", "kill -SEGV $$", "exec sleep 100"}) {
    const FakeReader fake(script);
    const auto binary = binary_with("unseen");
    CHECK(ask_all(fake.path(), binary) < 60);
    CHECK(binary->is_given_up());
    CHECK(binary->problem.starts_with("it cannot be read: "));
  }
}

TEST("a reader that cannot be started, or gives up no rights, reads nothing and says so once") {
  const auto binary = binary_with("unseen");
  Readers missing({"/nonexistent/meshprof-reader", "", ""});
  CHECK(name_in(missing, binary).starts_with("lost: "));
  CHECK(missing.quick.problem().find("No such file") != std::string::npos);
  const FakeReader unconfined("exit 70");
  Readers readers({unconfined.path(), "", ""});
  const auto other = binary_with("unseen");
  readers.quick.open(*other);
  CHECK(readers.quick.problem().find("rights") != std::string::npos);
}

TEST("a sparse file of 4 GB that claims 16 million symbols costs no more than its own names") {
  Readers readers({built_reader(), "", ""});
  BuiltElf elf = build_elf({{"f", kTextAddress, 0x40}});
  elf.sections()[2].sh_offset = 1 << 20;
  elf.sections()[2].sh_size = 16'000'000 * sizeof(Elf64_Sym);
  elf.sections()[3].sh_offset = 1 << 30;
  elf.sections()[3].sh_size = 3ull << 30;
  const auto binary = binary_of(elf.bytes);
  CHECK_EQ(ftruncate(binary->file(), off_t{4} << 30), 0);
  const Clock::time_point start = Clock::now();
  const std::string name = name_in(readers, binary);
  CHECK(name.empty() || name.starts_with("lost: "));
  CHECK(Clock::now() - start < std::chrono::seconds(60));
  CHECK_EQ(name_in(readers, binary_with("neighbour")), "neighbour");
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// A program, stripped of its symbols, beside what the node may have for it.
class StrippedProgram {
 public:
  StrippedProgram() {
    char path[] = "/tmp/meshprof-stripped-XXXXXX";
    folder_ = mkdtemp(path);
    const std::string whole = folder_ + "/whole", stripped = folder_ + "/program";
    std::ofstream(folder_ + "/a.c")
        << "__attribute__((noinline)) int known(int x) { asm(\"\"); "
           "return x * 3; } int main(int c, char** v) { return known(c); }";
    run("cc -O1 -g -Wl,--build-id -o " + whole + " " + folder_ + "/a.c");
    run("objcopy --only-keep-debug " + whole + " " + stripped + ".debug");
    run("cp " + whole + " " + stripped + " && strip --strip-all " + stripped);
    run("objcopy --add-gnu-debuglink=" + stripped + ".debug " + stripped);
    run("nm " + whole + " | grep ' known$' | cut -d' ' -f1 > " + folder_ + "/address");
    address_ = std::stoull(bytes_of(folder_ + "/address"), nullptr, 16);
  }
  ~StrippedProgram() { std::filesystem::remove_all(folder_); }

  const std::string& folder() const { return folder_; }
  uint64_t address() const { return address_; }
  std::shared_ptr<Binary> open(const std::string& identity) const {
    const std::string path = folder_ + "/program";
    return std::make_shared<Binary>(UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), identity,
                                    path);
  }

 private:
  static void run(const std::string& command) { CHECK_EQ(system(command.c_str()), 0); }

  std::string folder_;
  uint64_t address_ = 0;
};

TEST("a debug file names a stripped program until it is gone, whatever the cache holds") {
  const StrippedProgram program;
  const ReaderOptions options = {built_reader(), program.folder() + "/cache", ""};
  for (int round = 0; round < 2; round++) {
    Readers readers(options);
    CHECK_EQ(name_in(readers, program.open("same"), program.address()), "known");
  }
  std::filesystem::remove(program.folder() + "/program.debug");
  Readers readers(options);
  CHECK_EQ(name_in(readers, program.open("same"), program.address()), "");
}

TEST("what is damaged in the cache is made anew") {
  const StrippedProgram program;
  const std::string cache = program.folder() + "/cache";
  for (int round = 0; round < 3; round++) {
    Readers readers({built_reader(), cache, ""});
    const auto binary = program.open("damaged" + std::to_string(round));
    CHECK_EQ(name_in(readers, binary, program.address()), "known");
    CHECK_EQ(binary->problem, "");
    size_t indexes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(cache)) {
      indexes += entry.path().extension() == ".index" ? 1 : 0;
      std::filesystem::resize_file(entry.path(), std::filesystem::file_size(entry.path()) - 1);
    }
    CHECK_EQ(indexes, 1u);
  }
}

TEST("a name of 1 MB is cut, and the session's other names are there") {
  Readers readers({built_reader(), "", ""});
  const auto binary = binary_with(std::string(1'000'000, 'n'));
  const std::string name = name_in(readers, binary);
  CHECK(name.size() <= kMaxNameBytes);
  CHECK(name.starts_with("nnnn"));
  CHECK(name.ends_with("\u2026"));
}

TEST("no name is left out where there are more than one message holds") {
  Readers readers({built_reader(), "", ""});
  const auto binary = binary_with(std::string(4'000, 'n'));
  readers.quick.open(*binary);
  for (uint64_t i = 0; i < 0x40; i++)
    readers.names.name(binary, kTextAddress + i);
  readers.names.work(std::chrono::seconds(60), WaitFor::kAllNames);
  CHECK(readers.names.is_idle());
  for (uint64_t i = 0; i < 0x40; i++)
    CHECK_EQ(name_in(readers, binary, kTextAddress + i).size(), 4'000u);
}

}  // namespace
}  // namespace meshprof::reader::test
