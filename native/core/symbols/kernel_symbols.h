// SPDX-License-Identifier: Apache-2.0
// Names for kernel addresses from /proc/kallsyms: the kernel, its modules and BPF programs. Kernel
// addresses go in and never come out (they would defeat address-space randomisation).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace meshprof {

class KernelSymbols {
 public:
  // What nothing names: a marker, not a name.
  static constexpr char kUnknown[] = "[unknown]_[k]";

  // Reads /proc/kallsyms. Where it is missing or hides addresses, every name is `[unknown]_[k]`.
  static KernelSymbols load();

  // `function_[k]`, or `[unknown]_[k]` for an address outside all known kernel text. For a return
  // address pass the byte before it, as ProcessSymbols does.
  std::string name(uint64_t ip) const;

  // False if the kernel hides its addresses from this process (kptr_restrict, missing CAP_SYSLOG).
  bool available() const { return !functions_.empty(); }

 private:
  struct Function {
    uint64_t start;
    uint32_t length;
    uint32_t name_offset;  // in names_, NUL-terminated
  };

  std::vector<Function> functions_;  // sorted by start, disjoint
  std::string names_;
};

}  // namespace meshprof
