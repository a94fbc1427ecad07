// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "opened_binary.h"

namespace meshprof {

// What the binary offers, as one JSON object (`BinaryDescription` of
// collector-agent/src/symbols/binary-description.ts).
std::string describe(const OpenedBinary& binary);

// What the addresses are called, as a JSON array (`ResolvedAddress`, ditto); with source lines and
// inlined functions from DWARF if asked for.
std::string resolve(const OpenedBinary& binary, const std::vector<uint64_t>& addresses,
                    bool with_inlines);

}  // namespace meshprof
