// SPDX-License-Identifier: Apache-2.0
// Did linker or compiler fold functions, make one of several that are alike? Then a function that
// is also called directly may be called in the place of another one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "class_graph.h"
#include "class_names.h"
#include "code_scan.h"

namespace meshprof::stripped {

// False if there is no class from which all of these inherit, or which one of them is. What folds
// functions puts one function into the vtables of such classes sooner or later.
bool have_common_base(const ClassGraph& classes, std::span<const uint32_t> class_indices);

// True if enough of these functions are alike, and yet several, for a linker that folds to be
// ruled out. Functions may occur several times.
bool are_left_apart(std::vector<uint32_t> functions, const std::vector<CodeFacts>& facts);

// True if the names of classes show Clang at work, which folds nothing by itself, and no GCC, which
// does within one unit.
bool are_compiled_without_folding(const ClassGraph& classes, const ClassNames& names);

}  // namespace meshprof::stripped
