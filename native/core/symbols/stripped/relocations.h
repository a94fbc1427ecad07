// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "loaded_sections.h"
#include "pointer_data.h"

namespace meshprof::stripped {

// Reads the sections that may hold vtables and type information and applies the relocations.
// nullopt if there is more of them than any program has.
std::optional<PointerData> read_pointer_data(int fd, const LoadedSections& layout);

}  // namespace meshprof::stripped
