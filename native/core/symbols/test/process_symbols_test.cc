// SPDX-License-Identifier: Apache-2.0
// A process: this one, and what it maps on purpose.
#include "../process_symbols.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../kernel_symbols.h"
#include "check.h"
#include "elf_builder.h"
#include "named_frame.h"

extern "C" __attribute__((noinline)) int mp_known_function(int value) {
  asm volatile("" : "+r"(value));
  return value + 1;
}

namespace meshprof::test {
namespace {

uint64_t address_of(const void* pointer) {
  return reinterpret_cast<uint64_t>(pointer);
}
uint64_t known_function() {
  return address_of(reinterpret_cast<void*>(mp_known_function));
}

// Maps the text of a built ELF file and unlinks or replaces the file's name.
class MappedElf {
 public:
  explicit MappedElf(const BuiltElf& elf) {
    char path[] = "/tmp/meshprof-symbols-test-XXXXXX";
    UniqueFd file(mkstemp(path));
    path_ = path;
    const ssize_t written = write(file.get(), elf.bytes.data(), elf.bytes.size());
    if (written == static_cast<ssize_t>(elf.bytes.size())) {
      text_ =
          mmap(nullptr, kTextBytes, PROT_READ | PROT_EXEC, MAP_PRIVATE, file.get(), kTextOffset);
    }
  }
  MappedElf(const MappedElf&) = delete;
  ~MappedElf() {
    munmap(text_, kTextBytes);
    unlink(path_.c_str());
  }
  uint64_t text() const { return address_of(text_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  void* text_ = MAP_FAILED;
};

// Following /proc/PID/map_files takes CAP_CHECKPOINT_RESTORE; without it a file that has lost its
// name is unreadable.
bool may_open_mapped_files() {
  const MappedElf mapped(build_elf({}));
  char link[64];
  snprintf(link, sizeof link, "/proc/self/map_files/%lx-%lx", mapped.text(),
           mapped.text() + kTextBytes);
  return UniqueFd(open(link, O_RDONLY | O_CLOEXEC)).get() >= 0;
}
constexpr const char* kNeedsMapFiles = "needs CAP_CHECKPOINT_RESTORE";

TEST("a function of this program is named in its range only") {
  const auto self = ProcessSymbols::open(getpid());
  const ResolvedFrame inside = named_frame(*self, known_function() + 1, false);
  CHECK_EQ(inside.name, "mp_known_function");
  CHECK_EQ(int{inside.source}, int{kNameSourceSymtab});
  CHECK(self->mappings().at(static_cast<size_t>(inside.mapping)).path.ends_with("symbols-test"));
  CHECK(self->mappings().at(static_cast<size_t>(inside.mapping)).build_id.size() >= 16);
  CHECK_EQ(named_frame(*self, known_function(), false).name, "mp_known_function");
}

TEST("a return address belongs to the call before it") {
  const MappedElf mapped(
      build_elf({{"calls_and_ends", kTextAddress, 0x40}, {"next", kTextAddress + 0x40, 0x40}}));
  const auto self = ProcessSymbols::open(getpid());
  CHECK_EQ(named_frame(*self, mapped.text() + 0x40, true).name, "calls_and_ends");
  CHECK_EQ(named_frame(*self, mapped.text() + 0x40, true).elf_address, kTextAddress + 0x3f);
  CHECK_EQ(named_frame(*self, mapped.text() + 0x40, false).name, "next");
  CHECK_EQ(named_frame(*self, mapped.text(), true).name, "[unmapped]");
}

TEST("a deleted file keeps its names, and code outside its symbols its address") {
  if (!may_open_mapped_files())
    SKIP(kNeedsMapFiles);
  const MappedElf mapped(build_elf({{"survivor", kTextAddress, 0x40}}));
  unlink(mapped.path().c_str());
  const auto self = ProcessSymbols::open(getpid());
  const ResolvedFrame frame = named_frame(*self, mapped.text() + 8, false);
  CHECK_EQ(frame.name, "survivor");
  CHECK_EQ(self->mappings().at(static_cast<size_t>(frame.mapping)).path, mapped.path());
  CHECK_EQ(self->mappings().at(static_cast<size_t>(frame.mapping)).build_id, "c0ffee01");
  const ResolvedFrame unnamed = named_frame(*self, mapped.text() + 0x40, false);
  CHECK_EQ(unnamed.name, mapped.path().substr(5) + "+0x401040");
  CHECK_EQ(int{unnamed.source}, int{kNameSourceNone});
  CHECK_EQ(unnamed.elf_address, kTextAddress + 0x40);
}

TEST("a replaced file does not lend its names to the old code") {
  if (!may_open_mapped_files())
    SKIP(kNeedsMapFiles);
  const MappedElf mapped(build_elf({{"old_name", kTextAddress, 0x40}}));
  unlink(mapped.path().c_str());
  const BuiltElf replacement = build_elf({{"new_name", kTextAddress, 0x40}});
  UniqueFd file(open(mapped.path().c_str(), O_CREAT | O_WRONLY | O_EXCL, 0600));
  CHECK_EQ(write(file.get(), replacement.bytes.data(), replacement.bytes.size()),
           static_cast<ssize_t>(replacement.bytes.size()));
  CHECK_EQ(named_frame(*ProcessSymbols::open(getpid()), mapped.text(), false).name, "old_name");
}

TEST("by path, a replaced file lends no names either") {
  const MappedElf mapped(build_elf({{"old_name", kTextAddress, 0x40}}));
  const std::string kept = mapped.path() + "-kept";
  CHECK_EQ(rename(mapped.path().c_str(), kept.c_str()), 0);
  const BuiltElf replacement = build_elf({{"new_name", kTextAddress, 0x40}});
  UniqueFd file(open(mapped.path().c_str(), O_CREAT | O_WRONLY | O_EXCL, 0600));
  CHECK_EQ(write(file.get(), replacement.bytes.data(), replacement.bytes.size()),
           static_cast<ssize_t>(replacement.bytes.size()));
  CHECK(named_frame(*ProcessSymbols::open(getpid()), mapped.text(), false).name != "new_name");
  unlink(kept.c_str());
}

TEST("a file truncated while it is mapped costs its names and nothing else") {
  const MappedElf mapped(build_elf({{"gone", kTextAddress, 0x40}}));
  const auto self = ProcessSymbols::open(getpid());
  CHECK_EQ(truncate(mapped.path().c_str(), 0), 0);
  CHECK_EQ(named_frame(*self, mapped.text(), false).name, mapped.path().substr(5) + "+0x401000");
  CHECK_EQ(named_frame(*self, known_function(), false).name, "mp_known_function");
}

TEST("a file that is no ELF file is one problem, and named by offset") {
  BuiltElf elf = build_elf({{"first", kTextAddress, 0x40}});
  elf.bytes[0] = 'X';
  const MappedElf mapped(elf);
  const auto self = ProcessSymbols::open(getpid());
  CHECK_EQ(named_frame(*self, mapped.text() + 4, false).name, mapped.path().substr(5) + "+0x1004");
  CHECK_EQ(named_frame(*self, known_function(), false).name, "mp_known_function");
  CHECK_EQ(self->problems().size(), 1u);
  CHECK_EQ(self->problems().at(0), mapped.path() + ": it is not an ELF file");
}

TEST("generated code and unmapped addresses are markers") {
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  const auto self = ProcessSymbols::open(getpid());
  const ResolvedFrame frame = named_frame(*self, address_of(page) + 16, false);
  CHECK_EQ(frame.name, "[anonymous]");
  CHECK_EQ(int{frame.source}, int{kNameSourceMarker});
  CHECK_EQ(frame.mapping, -1);
  CHECK_EQ(named_frame(*self, 16, false).name, "[unmapped]");
  CHECK_EQ(named_frame(*self, 0, true).name, "[unmapped]");
  CHECK_EQ(named_frame(*self, ~0ull, true).name, "[unmapped]");
  munmap(page, 4096);
}

TEST("the vDSO is named from the memory of the process") {
  const auto self = ProcessSymbols::open(getpid());
  const uint64_t start = getauxval(AT_SYSINFO_EHDR);
  bool named = false;
  for (uint64_t address = start; address < start + 0x2000; address += 16) {
    const ResolvedFrame frame = named_frame(*self, address, false);
    CHECK(frame.name.starts_with("[vdso]+0x") || int{frame.source} == int{kNameSourceDynsym});
    named |= frame.name == "clock_gettime" || frame.name == "__vdso_clock_gettime";
  }
  CHECK(named);
}

TEST("what is mapped later is known after refresh(), under a new row") {
  const auto self = ProcessSymbols::open(getpid());
  const size_t rows = self->mappings().size();
  const MappedElf mapped(build_elf({{"late", kTextAddress, 0x40}}));
  CHECK_EQ(named_frame(*self, mapped.text(), false).name, "[unmapped]");
  CHECK(self->refresh());
  CHECK_EQ(named_frame(*self, mapped.text(), false).name, "late");
  CHECK_EQ(self->mappings().size(), rows + 1);
  CHECK(self->refresh());
  CHECK_EQ(self->mappings().size(), rows + 1);
}

TEST("a process that has ended keeps its names; refresh() says that it is gone") {
  const pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  const auto process = ProcessSymbols::open(child);
  CHECK(process != nullptr);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  CHECK(!process->refresh());
  CHECK_EQ(named_frame(*process, known_function(), false).name, "mp_known_function");
  CHECK(ProcessSymbols::open(child) == nullptr);
  CHECK(ProcessSymbols::open(-1) == nullptr);
}

TEST("opening and closing leaves no descriptor open") {
  const auto lowest_free = [] {
    const UniqueFd probe(dup(0));
    return probe.get();
  };
  const int before = lowest_free();
  for (int i = 0; i < 50; i++) {
    const auto self = ProcessSymbols::open(getpid());
    named_frame(*self, known_function(), false);
    CHECK(self->refresh());
  }
  CHECK_EQ(lowest_free(), before);
}

TEST("kernel names end in _[k] and show no address") {
  const KernelSymbols kernel = KernelSymbols::load();
  CHECK_EQ(kernel.name(0), "[unknown]_[k]");
  CHECK_EQ(kernel.name(known_function()), "[unknown]_[k]");
  if (!kernel.available())
    return;  // the kernel hides its addresses
  FILE* file = fopen("/proc/kallsyms", "r");
  unsigned long long address = 0;
  char type = 0, name[512];
  while (fscanf(file, "%llx %c %511s%*[^\n]", &address, &type, name) == 3 &&
         std::string(name) != "schedule") {
  }
  fclose(file);
  CHECK_EQ(kernel.name(address), "schedule_[k]");
  CHECK_EQ(kernel.name(address + 8), "schedule_[k]");
  CHECK(kernel.name(address - 1) != "schedule_[k]");
  CHECK_EQ(kernel.name(0xffff'ffff'ffff'fff0), "[unknown]_[k]");
}

}  // namespace
}  // namespace meshprof::test
