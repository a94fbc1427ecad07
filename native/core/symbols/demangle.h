// SPDX-License-Identifier: Apache-2.0
// C++ (Itanium ABI) and Rust (v0 and legacy) names, with bounded work.
#pragma once

#include <string>

namespace meshprof {

// The demangled form of a linkage name, or the name itself where it is not mangled, malformed, or
// would cost too much (names are foreign input, and a short one can stand for gigabytes). May be
// longer than kMaxNameBytes by one piece of output; display_name() cuts it.
std::string demangle(const std::string& linkage_name);

}  // namespace meshprof
