// SPDX-License-Identifier: Apache-2.0
// For tests: what a Go program's own table says. Prints `F start limit name file` for each function
// and, with `--frames`, `R start rule cfa_offset saved_rbp` for each row of its stack frames.
//   list-go FILE [--frames]
#include <fcntl.h>
#include <sys/stat.h>

#include <cinttypes>
#include <cstdio>
#include <cstring>

#include "../go/go_frames.h"
#include "../go/go_functions.h"
#include "../unique_fd.h"

int main(int argc, char** argv) {
  struct stat status;
  meshprof::UniqueFd file(argc >= 2 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1);
  if (!file || fstat(file.get(), &status) != 0) {
    fprintf(stderr, "usage: list-go FILE [--frames]\n");
    return 2;
  }
  const auto layout = meshprof::read_elf_layout(file.get(), static_cast<uint64_t>(status.st_size));
  if (!layout)
    return 1;
  const meshprof::NamedFunctions functions = meshprof::read_go_functions(file.get(), *layout);
  for (const meshprof::NamedFunction& function : functions.functions) {
    printf("F\t%" PRIx64 "\t%" PRIx64 "\t%s\t%s\n", function.start, function.limit,
           function.name.c_str(), function.file.c_str());
  }
  fprintf(stderr, "%s\n", functions.problem.c_str());
  const auto go = meshprof::GoModule::open(file.get(), *layout);
  if (argc < 3 || strcmp(argv[2], "--frames") != 0 || !go.module)
    return 0;
  for (const meshprof::NamedFunction& function : functions.functions) {
    const auto frames = meshprof::find_go_frames(*go.module, file.get(), *layout, function.start);
    for (size_t i = 0; frames && i < frames->rows.size(); i++) {
      const meshprof::GoFrameRow& row = frames->rows[i];
      printf("R\t%" PRIx64 "\t%d\t%u\t%d\n", row.start, static_cast<int>(row.rule), row.cfa_offset,
             row.saved_rbp ? 1 : 0);
    }
  }
}
