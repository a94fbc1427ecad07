// SPDX-License-Identifier: Apache-2.0
// For tests: resolves the addresses of a process that are given on standard input, one hexadecimal
// number a line, and prints `address source mapping elfAddress name` separated by tabs; or, with
// --mappings, the process's mapped files.
//   resolve-process PID [--return] [--mappings]
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "../process_symbols.h"
#include "named_frame.h"

namespace {

void print_mappings(const meshprof::ProcessSymbols& process) {
  for (const auto& mapping : process.mappings()) {
    printf("%" PRIx64 "\t%" PRIx64 "\t%" PRIx64 "\t%s\t%s\n", mapping.start, mapping.limit,
           mapping.file_offset, mapping.build_id.c_str(), mapping.path.c_str());
  }
}

void resolve_lines(meshprof::ProcessSymbols* process, bool is_return_address) {
  uint64_t address;
  while (scanf("%" SCNx64, &address) == 1) {
    const auto frame = meshprof::test::named_frame(*process, address, is_return_address);
    printf("%" PRIx64 "\t%d\t%d\t%" PRIx64 "\t%s\n", address, frame.source, frame.mapping,
           frame.elf_address, frame.name.c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: resolve-process PID [--return] [--mappings]\n");
    return 2;
  }
  meshprof::reader::Readers::configure({meshprof::test::built_reader(), "", ""});
  const auto process = meshprof::ProcessSymbols::open(atoi(argv[1]));
  if (process == nullptr) {
    fprintf(stderr, "process %s does not exist or may not be read\n", argv[1]);
    return 1;
  }
  bool is_return_address = false, mappings = false;
  for (int i = 2; i < argc; i++) {
    is_return_address |= strcmp(argv[i], "--return") == 0;
    mappings |= strcmp(argv[i], "--mappings") == 0;
  }
  if (mappings) {
    print_mappings(*process);
  } else {
    resolve_lines(process.get(), is_return_address);
  }
  for (const auto& problem : process->problems())
    fprintf(stderr, "%s\n", problem.c_str());
}
