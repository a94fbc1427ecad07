// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace meshprof::stripped {

// The function that a lambda stands in, from the class that libc++ makes to keep the lambda in a
// std::function: `std::__1::__function::__func<Enclosing()::$_0, …>` gives `Enclosing()`. nullopt
// where the class is no such wrapper, or of something else than a lambda.
std::optional<std::string> function_around_lambda(std::string_view wrapper_class);

// The slot that calls the lambda, in the vtable of such a class, and how many slots there are:
// two destructors, two __clone(), destroy(), destroy_deallocate(), operator(), target(),
// target_type().
inline constexpr unsigned kWrapperCallSlot = 6;
inline constexpr unsigned kWrapperSlots = 9;

}  // namespace meshprof::stripped
