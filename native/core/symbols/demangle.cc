// SPDX-License-Identifier: Apache-2.0
// libiberty rather than abi::__cxa_demangle for C++ too: it is the same code (GCC builds libstdc++'s demangler from
// it), but its callback form lets us stop, whereas __cxa_demangle allocates whatever the name asks for.
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
    // The frames that this leaves are C frames that own nothing (one exception: the characters of a Rust identifier in
    // Punycode, at most four times the length of the name).
    if (output->size == kMaxOutputBytes) std::longjmp(output->stop, 1);
    output->text[output->size++] = piece[i];
  }
}

using Demangler = int (*)(const char*, int, demangle_callbackref, void*);

// No C++ object with a destructor may live in this function: longjmp would skip it.
bool run(Demangler demangler, const char* name, int options, Output* output) {
  output->size = 0;
  if (setjmp(output->stop) != 0) return true;
  return demangler(name, options, append_or_stop, output) != 0;
}

int demangle_cpp(const char* name, int options, demangle_callbackref callback, void* opaque) {
  return cplus_demangle_v3_callback(name, options, callback, opaque);
}

}  // namespace

std::string demangle(const std::string& linkage_name) {
  const std::string_view name = linkage_name;
  const bool mangled = name.starts_with("_Z") || name.starts_with("_R") || name.starts_with("_GLOBAL_");
  if (!mangled) return linkage_name;

  Output output;
  const int options = DMGL_PARAMS | DMGL_ANSI | DMGL_NO_RECURSE_LIMIT;
  // Rust first: its legacy names are valid C++ names that end in a hash.
  const bool ok = run(rust_demangle_callback, linkage_name.c_str(), options, &output) ||
                  run(demangle_cpp, linkage_name.c_str(), options, &output);
  return ok && output.size > 0 ? std::string(output.text, output.size) : linkage_name;
}

}  // namespace meshprof
