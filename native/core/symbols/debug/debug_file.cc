// SPDX-License-Identifier: Apache-2.0
#include "debug_file.h"

#include "../symbol_functions.h"
#include "debug_link.h"

namespace meshprof {
namespace {

// A checksum of more than this takes more than a second; files of that size have build ids.
constexpr uint64_t kMaxChecksumBytes = uint64_t{1} << 30;

}  // namespace

BinaryIdentity read_binary_identity(int fd, const ElfLayout& layout, const std::string& build_id) {
  const auto link = read_debug_link(fd, layout);
  return {build_id, link.has_value(), link ? link->checksum : 0};
}

std::string why_not_debug_file(const BinaryIdentity& binary, int debug_fd, uint64_t debug_bytes) {
  const auto layout = read_elf_layout(debug_fd, debug_bytes);
  if (!layout)
    return "the debug file is not a 64-bit ELF file";
  std::string build_id = read_build_id_section(debug_fd, *layout);
  if (build_id.empty())
    build_id = read_elf_headers(debug_fd, debug_bytes).build_id;
  if (!build_id.empty() && !binary.build_id.empty()) {
    return build_id == binary.build_id
               ? ""
               : "the debug file is of another build (build id " + build_id + ")";
  }
  if (!binary.has_debug_link)
    return "nothing proves that the debug file belongs to this binary: no build id, no debug link";
  const auto checksum = debug_link_checksum(debug_fd, kMaxChecksumBytes);
  if (!checksum)
    return "the debug file has no build id and is too large for a checksum";
  return *checksum == binary.debug_link_checksum
             ? ""
             : "the debug file has not the checksum that the binary's debug link asks for";
}

NamedFunctions read_debug_file(const BinaryIdentity& binary, int debug_fd, uint64_t debug_bytes) {
  std::string problem = why_not_debug_file(binary, debug_fd, debug_bytes);
  if (!problem.empty())
    return {{}, std::move(problem)};
  const ElfHeaders headers = read_elf_headers(debug_fd, debug_bytes);
  if (!headers.symtab)
    return {{}, "the debug file has no symbols"};
  NamedFunctions functions =
      read_symbol_functions(debug_fd, *headers.symtab, headers.is_64_bit, kNameSourceDebugFile);
  if (!functions.problem.empty())
    functions.problem = "the debug file: " + functions.problem;
  return functions;
}

}  // namespace meshprof
