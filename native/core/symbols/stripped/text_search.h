// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "loaded_sections.h"

namespace meshprof::stripped {

// Where compilers put texts; not more than 256 MB of it.
std::vector<const Section*> sections_of_texts(const LoadedSections& layout);

// Addresses in read-only data where the text with a NUL after it stands, at most 8.
std::vector<uint64_t> find_text(int fd, const LoadedSections& layout, std::string_view text);

}  // namespace meshprof::stripped
