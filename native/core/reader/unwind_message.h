// SPDX-License-Identifier: Apache-2.0
// Unwinding rows of a function as parts of messages: a few functions have more rows than one holds.
#pragma once

#include <optional>

#include "message.h"
#include "unwind/function_decoder.h"

namespace meshprof::reader {

// Longer functions are cut by the writer and refused by the reader of messages: the longest of
// Envoy, Node.js and LLVM have some thousands.
inline constexpr uint32_t kMaxUnwindRows = 65'536;

// The answer to kUnwind: `decoded` with as many rows from `first_row` on as fit.
BodyWriter write_unwound(const DecodedFunction& decoded, uint32_t first_row);

// One part of a function; `rows_left` more come after it.
struct UnwoundPart {
  DecodedFunction decoded;
  uint32_t rows_left = 0;
};

// nullopt for anything that an honest reader does not write: registers and rules that do not exist,
// rows out of order or outside the function.
std::optional<UnwoundPart> parse_unwound(const Message& answer);

}  // namespace meshprof::reader
