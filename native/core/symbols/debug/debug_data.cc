// SPDX-License-Identifier: Apache-2.0
#include "debug_data.h"

#include <sys/mman.h>
#include <unistd.h>

#include "../symbol_functions.h"
#include "../unique_fd.h"
#include "../xz_decoder.h"

namespace meshprof {
namespace {

// The largest of Fedora's has 20 MB.
constexpr uint64_t kMaxOutputBytes = 96 << 20;

bool append(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written <= 0)
      return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

NamedFunctions read_debug_data(int fd, const ElfLayout& layout) {
  const ElfLayout::Section* section = layout.find_section(".gnu_debugdata");
  if (section == nullptr)
    return {};
  const UniqueFd file(memfd_create("meshprof-debugdata", MFD_CLOEXEC));
  uint64_t bytes = 0;
  bool is_written = static_cast<bool>(file);
  std::string problem =
      decode_xz(fd, section->offset, section->size, kMaxOutputBytes, [&](std::string_view piece) {
        bytes += piece.size();
        return is_written = is_written && append(file.get(), piece);
      });
  if (!is_written)
    problem = "no memory for its .gnu_debugdata";
  if (!problem.empty())
    return {{}, ".gnu_debugdata: " + problem};

  const ElfHeaders headers = read_elf_headers(file.get(), bytes);
  if (!headers.symtab)
    return {{},
            ".gnu_debugdata: " + (headers.problem.empty() ? "no symbols in it" : headers.problem)};
  NamedFunctions functions =
      read_symbol_functions(file.get(), *headers.symtab, headers.is_64_bit, kNameSourceDebugData);
  if (!functions.problem.empty())
    functions.problem = ".gnu_debugdata: " + functions.problem;
  return functions;
}

}  // namespace meshprof
