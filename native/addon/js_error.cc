// SPDX-License-Identifier: Apache-2.0
#include "js_error.h"

namespace meshprof {

namespace {

const char* name_of(ErrorCode code) {
  switch (code) {
  case ErrorCode::kNoPermission:
    return "ENOPERM";
  case ErrorCode::kNoKernel:
    return "ENOKERNEL";
  case ErrorCode::kNoProcess:
    return "ENOPROCESS";
  case ErrorCode::kLimit:
    return "ELIMIT";
  case ErrorCode::kClosed:
    return "ECLOSED";
  case ErrorCode::kInternal:
    break;
  }
  return "EINTERNAL";
}

}  // namespace

Napi::Error js_error(Napi::Env env, const Error& error) {
  Napi::Error result = Napi::Error::New(env, error.message);
  result.Set("code", Napi::String::New(env, name_of(error.code)));
  return result;
}

}  // namespace meshprof
