// SPDX-License-Identifier: Apache-2.0
// For tests: prints what a stripped file proves about its functions, as `start limit source file
// name` separated by tabs. On standard error: counts, problem, CPU time and peak memory.
//   name-stripped FILE
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cinttypes>
#include <cstdio>

#include "../display_name.h"
#include "../stripped/stripped_names.h"
#include "../unique_fd.h"

int main(int argc, char** argv) {
  struct stat status;
  const meshprof::UniqueFd file(argc == 2 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1);
  if (!file || fstat(file.get(), &status) != 0) {
    fprintf(stderr, "usage: name-stripped FILE\n");
    return 2;
  }
  const auto names = meshprof::stripped::read_stripped_names(
      file.get(), static_cast<uint64_t>(status.st_size), meshprof::base_name(argv[1]));
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  for (const meshprof::NamedFunction& function : names.functions) {
    printf("%" PRIx64 "\t%" PRIx64 "\t%d\t%s\t%s\n", function.start, function.limit,
           function.source, meshprof::display_name(function.file).c_str(),
           meshprof::display_name(function.name).c_str());
  }
  const double cpu_ms = static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
                        static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
  fprintf(stderr,
          "{\"functions\":%zu,\"byVtable\":%zu,\"byStdFunction\":%zu,\"bySourceFile\":%zu,"
          "\"bySourceUnit\":%zu,"
          "\"problem\":\"%s\",\"cpuMs\":%.0f,\"peakKiB\":%ld}\n",
          names.function_count, names.by_vtable, names.by_std_function, names.by_source_file,
          names.by_source_unit, names.problem.c_str(), cpu_ms, usage.ru_maxrss);
}
