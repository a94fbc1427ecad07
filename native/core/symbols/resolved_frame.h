// SPDX-License-Identifier: Apache-2.0
// What symbolization answers: one named frame, and the mapped files that frames point into.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace meshprof {

namespace reader {
class Binary;
}

// Index in NAME_SOURCES of contracts/src/name-sources.ts.
enum NameSource : uint8_t {
  kNameSourceNone = 0,          // `basename+0x<ELF virtual address>`: nothing proves a name
  kNameSourceSymtab = 1,        // .symtab entry whose size covers the address
  kNameSourceDynsym = 2,        // the same from .dynsym
  kNameSourceKallsyms = 3,      // kernel symbol
  kNameSourceMarker = 4,        // not a function: `[anonymous]`, `[unmapped]`, `[unknown]_[k]`
  kNameSourceDebugData = 5,     // .symtab inside .gnu_debugdata
  kNameSourceDebugFile = 6,     // .symtab of a debug link's or the build-id folder's file
  kNameSourceGoTable = 7,       // Go's own function table, .gopclntab
  kNameSourceSymbolPack = 8,    // a pack made of a debug twin with the same build id
  kNameSourceVtable = 9,        // a slot of a vtable whose type information names the class
  kNameSourceStdFunction = 10,  // type of a std::function wrapper: the enclosing function
  kNameSourceSourceFile = 11,   // the one source file whose name the function's code refers to
  kNameSourceDwarf = 12,        // debug information: inlined functions
  kNameSourceSourceUnit = 13,   // it lies among functions of one source file: compiled with them
};

struct ResolvedFrame {
  std::string name;    // valid UTF-8 without control characters, never empty, at most kMaxNameBytes
  std::string file;    // source file where known, else empty
  uint8_t source = 0;  // NameSource
  int32_t mapping = -1;  // row of ProcessSymbols::mappings(), -1 for markers
  // ELF virtual address that was looked up (for a return address: the byte before it, inside the
  // call), 0 for markers. Where the file is no readable ELF, the offset in the file.
  uint64_t elf_address = 0;
  // What may name it better, once it has been read: ask reader::NameReader for `elf_address`.
  // nullptr for markers, and where no ELF file has the code.
  std::shared_ptr<reader::Binary> binary;
};

// One executable mapping of a file (or the vDSO) in a process.
struct MappedFile {
  std::string path;      // as the process sees it, without the kernel's " (deleted)"; `[vdso]`
  std::string build_id;  // GNU build id in lower-case hex, or empty
  uint64_t start = 0;    // first address in the process
  uint64_t limit = 0;    // first address after it
  uint64_t file_offset = 0;
};

// Longer names are cut and end with an ellipsis.
inline constexpr std::size_t kMaxNameBytes = 4096;

}  // namespace meshprof
