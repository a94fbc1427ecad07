// SPDX-License-Identifier: Apache-2.0
// meshprof-symbols: reads one binary for `meshprof symbols` and ends. It opens nothing and could
// not: descriptor 3 is the binary, 4 its debug file, 5 a symbol pack, 6 the pack to write; the
// arguments say which of them are there. Answers with one JSON value on standard output.
//   meshprof-symbols describe [debug] [pack] [module=NAME]
//   meshprof-symbols resolve [debug] [pack] [module=NAME] [inlines] 0xADDRESS …
//   meshprof-symbols pack [debug]
//   meshprof-symbols --self-test
#include <sys/stat.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "../../reader/confinement.h"
#include "../../reader/self_test.h"
#include "../debug/debug_data.h"
#include "../dwarf/dwarf_reader.h"
#include "../pack/symbol_pack.h"
#include "../read_fully.h"
#include "describe.h"
#include "json_text.h"

namespace {

using namespace meshprof;

enum Descriptor { kBinary = 3, kDebugFile = 4, kPack = 5, kNewPack = 6 };

struct Arguments {
  std::string command, module = "binary";
  bool has_debug_file = false, has_pack = false, with_inlines = false;
  std::vector<uint64_t> addresses;
};

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; i++) {
    const std::string word = argv[i];
    if (i == 1)
      arguments.command = word;
    else if (word == "debug")
      arguments.has_debug_file = true;
    else if (word == "pack")
      arguments.has_pack = true;
    else if (word == "inlines")
      arguments.with_inlines = true;
    else if (word.starts_with("module="))
      arguments.module = word.substr(7);
    else
      arguments.addresses.push_back(strtoull(word.c_str(), nullptr, 16));
  }
  return arguments;
}

int fail(const std::string& problem) {
  printf("{\"error\":%s}\n", json_text(problem).c_str());
  return 1;
}

// Address space: debug information is held decompressed, with tables of it. By what is really in
// the files, since anybody can claim a size.
unsigned long memory_limit() {
  constexpr unsigned long kLeastBytes = 1ul << 30;
  constexpr unsigned long kBytesOfBlock = 512, kTimes = 8;
  unsigned long file_bytes = 0;
  for (const int fd : {kBinary, kDebugFile, kPack}) {
    struct stat status;
    if (fstat(fd, &status) == 0)
      file_bytes += static_cast<unsigned long>(status.st_blocks) * kBytesOfBlock;
  }
  return kLeastBytes + kTimes * file_bytes;
}

// Nothing is left to build a sentence with.
[[noreturn]] void end_without_memory() {
  constexpr std::string_view kAnswer = "{\"error\":\"it takes more memory to read than a file "
                                       "of its size may\"}\n";
  (void)!write(STDOUT_FILENO, kAnswer.data(), kAnswer.size());
  _exit(1);
}

// A debug file that is the wrong one, or damaged, is an error here: somebody asked for it.
std::string problem_of(const OpenedBinary& binary) {
  for (const OpenedBinary::Source& source : binary.sources) {
    if (source.source == kNameSourceDebugFile && !source.names.problem.empty())
      return source.names.problem;
  }
  return "";
}

int write_pack(const OpenedBinary& binary) {
  if (const std::string problem = problem_of(binary); !problem.empty())
    return fail(problem);
  std::vector<NamedFunction> functions = binary.all_functions();
  if (functions.empty())
    return fail("neither it nor its debug file names a function");
  DwarfReader own(kBinary), other(binary.debug_fd);
  (other.has_debug_info() ? other : own).add_files(&functions);
  size_t with_file = 0;
  for (const NamedFunction& function : functions)
    with_file += function.file.empty() ? 0 : 1;
  if (const std::string problem = write_symbol_pack(kNewPack, binary.headers.build_id, functions);
      !problem.empty()) {
    return fail(problem);
  }
  printf("{\"buildId\":%s,\"functions\":%zu,\"withFile\":%zu}\n",
         json_text(binary.headers.build_id).c_str(), functions.size(), with_file);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = parse(argc, argv);
  const unsigned long memory_bytes = memory_limit();
  std::set_new_handler(end_without_memory);
  prepare_debug_data();
  std::string problem = reader::confine(memory_bytes);
  if (!problem.empty())
    return fail("it is not read, since that must not be done with all rights: " + problem);
  if (arguments.command == "--self-test")
    return reader::print_self_test(memory_bytes);
  const auto binary = open_binary(kBinary, arguments.has_debug_file ? kDebugFile : -1,
                                  arguments.has_pack ? kPack : -1, arguments.module, &problem);
  if (!binary)
    return fail(problem);
  if (arguments.command == "pack")
    return write_pack(*binary);
  if (arguments.command == "describe") {
    printf("%s\n", describe(*binary).c_str());
    return 0;
  }
  if (arguments.command != "resolve")
    return fail("unknown command");
  printf("%s\n", resolve(*binary, arguments.addresses, arguments.with_inlines).c_str());
  return 0;
}
