// SPDX-License-Identifier: Apache-2.0
// How core/ says that something failed: a value, never an exception.
#pragma once

#include <optional>
#include <string>

namespace meshprof {

// The names are the codes of native/types.ts without their E.
enum class ErrorCode { kNoPermission, kNoKernel, kNoProcess, kLimit, kClosed, kInternal };

struct Error {
  ErrorCode code;
  std::string message;
};

// Empty: it worked.
using Failure = std::optional<Error>;

// From a negative errno of a BPF or perf call. `action` names the call, for instance
// `bpf(BPF_PROG_LOAD)`.
Error kernel_error(const std::string& action, int negative_errno);

}  // namespace meshprof
