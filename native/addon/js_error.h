// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <napi.h>

#include "bpf/kernel_error.h"

namespace meshprof {

// A JavaScript Error whose property `code` is one of NATIVE_ERROR_CODES in native/types.ts.
Napi::Error js_error(Napi::Env env, const Error& error);

}  // namespace meshprof
