// SPDX-License-Identifier: Apache-2.0
// A script engine in C: no classes, no messages, no names once it is stripped.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

uint64_t lua_pcall(const char* script, const char* argument, size_t size);

#ifdef __cplusplus
}
#endif
