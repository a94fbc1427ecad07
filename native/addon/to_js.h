// SPDX-License-Identifier: Apache-2.0
// Core results as the JavaScript objects that native/types.ts describes.
#pragma once

#include <napi.h>

#include <vector>

#include "bpf/capabilities.h"
#include "session/batch.h"

namespace meshprof {

Napi::Object to_js(Napi::Env env, const Batch& batch);
Napi::Object to_js(Napi::Env env, const SessionTotals& totals);
Napi::Array to_js(Napi::Env env, const std::vector<Capability>& capabilities);

}  // namespace meshprof
