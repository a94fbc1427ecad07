// SPDX-License-Identifier: Apache-2.0
// Text from foreign binaries and processes, made fit to show.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace meshprof {

// Valid UTF-8 of at most kMaxNameBytes: each invalid byte becomes U+FFFD, each control character
// `?`, and what is too long is cut and ends with an ellipsis. Costs no more than the limit, however
// long `raw` is.
std::string display_name(std::string_view raw);

// The last component of a path ("" stays "").
std::string_view base_name(std::string_view path);

// `what+0x<address>` for code that nothing names.
std::string name_by_address(std::string_view what, uint64_t address);

// True if all that names functions by this source (NameSource) is where they lie and what file they
// are of, so that their names are name_in_file().
bool is_named_by_file(uint8_t source);

// `what+0x<address> in <file>`, or `… in unit <file>` for kNameSourceSourceUnit.
std::string name_in_file(std::string_view what, uint64_t address, uint8_t source,
                         std::string_view file);

// True if alias `a` is the better name of the same code than `b`: the vDSO's own name (or its
// functions would look like the C library's), then fewer leading underscores (`write` rather than
// `__write`), then shorter, then alphabetical, so that the choice depends on nothing but the names.
bool is_better_alias(std::string_view a, std::string_view b);

}  // namespace meshprof
