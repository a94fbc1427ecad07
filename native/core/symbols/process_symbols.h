// SPDX-License-Identifier: Apache-2.0
// Where user-space addresses of one process lie in the binaries it has mapped. Every file is opened
// when it is first seen, so names survive deletion of the file and the end of the process. Whatever
// a process maps is treated as hostile input: it is read by another process (native/core/reader).
//
// Not thread-safe: use all objects of a program from one thread (they share a cache of files).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "code_mapping.h"
#include "resolved_frame.h"

namespace meshprof {

// The code at an address of a process.
struct MappedCode {
  std::shared_ptr<reader::Binary> binary;  // nullptr: generated code, or a file that cannot be read
  uint64_t elf_address = 0;                // where there is a binary
};

class ProcessSymbols {
 public:
  // nullptr if the process does not exist or may not be read.
  static std::unique_ptr<ProcessSymbols> open(pid_t tgid);

  virtual ~ProcessSymbols() = default;
  ProcessSymbols(const ProcessSymbols&) = delete;
  ProcessSymbols& operator=(const ProcessSymbols&) = delete;

  // Reads the memory map again. False if the process has ended; what was known stays known.
  virtual bool refresh() = 0;

  // Never fails, never waits for names: the frame is `basename+0x…` or a marker.
  // `is_return_address` says that `ip` is where a call returns to: the call itself lies before it,
  // maybe in a function that ends there. An address of no known mapping is `[unmapped]`: refresh()
  // and ask once more if the process may have mapped it since.
  virtual ResolvedFrame resolve(uint64_t ip, bool is_return_address) = 0;

  // nullopt for an address of no known mapping.
  virtual std::optional<MappedCode> locate(uint64_t address) = 0;

  // What the kernel has announced, in order of time.
  virtual void note_mapping(const CodeMapping& mapping, uint64_t at_ns) = 0;
  // resolve() and locate() answer for that time from now on, as far as mappings made and replaced
  // since are known. Before the first call they answer for the present.
  virtual void look_at(uint64_t at_ns) = 0;
  // The row of mappings() at an address, where addresses have had code of several files: else -1,
  // and an address means one thing.
  virtual int32_t mapping_of(uint64_t ip, bool is_return_address) const = 0;

  // Rows are only ever added, so their indices stay valid after refresh().
  virtual const std::vector<MappedFile>& mappings() const = 0;

  // One sentence for each mapped file that cannot be opened, is no ELF file, or is broken, as far
  // as that is known by now.
  virtual std::vector<std::string> problems() const = 0;

 protected:
  ProcessSymbols() = default;
};

}  // namespace meshprof
