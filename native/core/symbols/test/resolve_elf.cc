// SPDX-License-Identifier: Apache-2.0
// For tests: names the ELF virtual addresses given on standard input, one hexadecimal number a
// line, from one file, and prints `address source name` separated by tabs. On standard error: build
// id, problem, time to load and memory held.
//   resolve-elf FILE
#include <fcntl.h>
#include <malloc.h>
#include <sys/stat.h>

#include <chrono>
#include <cinttypes>
#include <cstdio>

#include "../display_name.h"
#include "../elf_image.h"

int main(int argc, char** argv) {
  struct stat status;
  meshprof::UniqueFd file(argc == 2 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1);
  if (!file || fstat(file.get(), &status) != 0) {
    fprintf(stderr, "usage: resolve-elf FILE\n");
    return 2;
  }
  const auto start = std::chrono::steady_clock::now();
  const size_t heap_before = mallinfo2().uordblks + mallinfo2().hblkhd;
  meshprof::ElfImage image(std::move(file), static_cast<uint64_t>(status.st_size));
  image.find(0);
  const std::chrono::duration<double, std::milli> load_ms =
      std::chrono::steady_clock::now() - start;
  const size_t heap_bytes = mallinfo2().uordblks + mallinfo2().hblkhd - heap_before;

  uint64_t address;
  while (scanf("%" SCNx64, &address) == 1) {
    const auto function = image.find(address);
    printf("%" PRIx64 "\t%d\t%s\n", address, function ? function->source : 0,
           function ? meshprof::display_name(function->name).c_str() : "");
  }
  fprintf(stderr, "{\"buildId\":\"%s\",\"problem\":\"%s\",\"loadMs\":%.1f,\"heapBytes\":%zu}\n",
          image.build_id().c_str(), image.problem().c_str(), load_ms.count(), heap_bytes);
}
