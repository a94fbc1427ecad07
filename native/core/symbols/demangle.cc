// SPDX-License-Identifier: Apache-2.0
// libiberty rather than abi::__cxa_demangle for C++ too: it is the same code (GCC builds
// libstdc++'s demangler from it), but its callback form lets us stop, whereas __cxa_demangle
// allocates whatever the name asks for.
#include "demangle.h"

#include <libiberty/demangle.h>

#include <csetjmp>
#include <string_view>

#include "resolved_frame.h"

namespace meshprof {
namespace {

// Substitutions can double the output with every few bytes of input, so work is bounded by output.
constexpr size_t kMaxOutputBytes = kMaxNameBytes + 1;

struct Output {
  std::jmp_buf stop;
  char text[kMaxOutputBytes];
  size_t size;
};

void append_or_stop(const char* piece, size_t size, void* opaque) {
  auto* output = static_cast<Output*>(opaque);
  for (size_t i = 0; i < size; i++) {
    // The frames that this leaves are C frames that own nothing (one exception: the characters of a
    // Rust identifier in Punycode, at most four times the length of the name).
    if (output->size == kMaxOutputBytes)
      std::longjmp(output->stop, 1);
    output->text[output->size++] = piece[i];
  }
}

using Demangler = int (*)(const char*, int, demangle_callbackref, void*);

// No C++ object with a destructor may live in this function: longjmp would skip it.
bool run(Demangler demangler, const char* name, int options, Output* output) {
  output->size = 0;
  if (setjmp(output->stop) != 0)
    return true;
  return demangler(name, options, append_or_stop, output) != 0;
}

// Output does not bound everything: to print an expanded parameter pack (`Dp`, `sp`, `sP`, `sZ`)
// the demangler searches the pattern for the pack, and walks what a back reference stands for each
// time it meets one. With n references that is 2^n steps: 240 bytes took 5 s. Patterns that start
// with a template parameter need no search. Of 192,344 names of Node.js, LLVM and Clang this
// refuses 30.
bool has_costly_pack(std::string_view name) {
  constexpr int kHarmlessReferences = 16;
  int references = 0;
  bool searches = false;
  for (size_t i = 0; i + 1 < name.size(); i++) {
    const std::string_view pair = name.substr(i, 2);
    if (pair == "sp" || pair == "sP" || pair == "sZ")
      searches = true;
    if (pair == "Dp") {
      const size_t pattern = name.find_first_not_of("OPRKVrG", i + 2);
      searches |= pattern == std::string_view::npos || name[pattern] != 'T';
    }
    if (name[i] == 'S') {
      const size_t end = name.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", i + 1);
      references += end != std::string_view::npos && name[end] == '_' ? 1 : 0;
    }
  }
  return searches && references > kHarmlessReferences;
}

}  // namespace

std::string demangle(const std::string& linkage_name) {
  const std::string_view name = linkage_name;
  const bool mangled =
      name.starts_with("_Z") || name.starts_with("_R") || name.starts_with("_GLOBAL_");
  if (!mangled)
    return linkage_name;

  Output output;
  // Without its limit the C++ demangler refuses names above 1 KiB, which templates reach; its depth
  // is bounded by the length of the name. The Rust one follows back references that lead to
  // themselves, so it keeps its limit.
  const int cpp_options = DMGL_PARAMS | DMGL_ANSI | DMGL_NO_RECURSE_LIMIT;
  // Rust first: its legacy names are valid C++ names that end in a hash.
  const bool ok = run(rust_demangle_callback, linkage_name.c_str(), DMGL_NO_OPTS, &output) ||
                  (!has_costly_pack(name) &&
                   run(cplus_demangle_v3_callback, linkage_name.c_str(), cpp_options, &output));
  return ok && output.size > 0 ? std::string(output.text, output.size) : linkage_name;
}

}  // namespace meshprof
