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

int scratch_file() {
  static const UniqueFd file(memfd_create("meshprof-debugdata", MFD_CLOEXEC));
  return file.get();
}

bool write_at(int fd, std::string_view bytes, uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written <= 0)
      return false;
    bytes.remove_prefix(static_cast<size_t>(written));
    offset += static_cast<uint64_t>(written);
  }
  return true;
}

NamedFunctions read_functions_in(int file, uint64_t bytes) {
  const ElfHeaders headers = read_elf_headers(file, bytes);
  if (!headers.symtab)
    return {{}, headers.problem.empty() ? "no symbols in it" : headers.problem};
  return read_symbol_functions(file, *headers.symtab, headers.is_64_bit, kNameSourceDebugData);
}

}  // namespace

void prepare_debug_data() {
  scratch_file();
}

NamedFunctions read_debug_data(int fd, const ElfLayout& layout) {
  const ElfLayout::Section* section = layout.find_section(".gnu_debugdata");
  if (section == nullptr)
    return {};
  const int file = scratch_file();
  uint64_t bytes = 0;
  bool is_written = file >= 0;
  std::string problem =
      decode_xz(fd, section->offset, section->size, kMaxOutputBytes, [&](std::string_view piece) {
        is_written = is_written && write_at(file, piece, bytes);
        bytes += piece.size();
        return is_written;
      });
  if (!is_written)
    problem = "no memory to decompress it";
  NamedFunctions functions =
      problem.empty() ? read_functions_in(file, bytes) : NamedFunctions{{}, problem};
  // What one binary says must not be there for the next, nor its memory held.
  if (file >= 0 && ftruncate(file, 0) != 0)
    functions = {{}, "its memory cannot be freed"};
  if (!functions.problem.empty())
    functions.problem = ".gnu_debugdata: " + functions.problem;
  return functions;
}

}  // namespace meshprof
