// SPDX-License-Identifier: Apache-2.0
#include "kernel_error.h"

#include <cerrno>
#include <system_error>

namespace meshprof {

namespace {

// ENOTSUPP: the kernel's own, which leaks to user space for BPF and has no name in libc.
constexpr int kNotSupported = 524;

ErrorCode code_of(int error) {
  switch (error) {
  case EPERM:
  case EACCES:
    return ErrorCode::kNoPermission;
  case ENOSYS:
  case EINVAL:
  case E2BIG:
  case EOPNOTSUPP:
  case ENOENT:
  case ESRCH:
  case kNotSupported:
    return ErrorCode::kNoKernel;
  default:
    return ErrorCode::kInternal;
  }
}

}  // namespace

Error kernel_error(const std::string& action, int negative_errno) {
  const int error = negative_errno < 0 ? -negative_errno : negative_errno;
  const std::string reason =
      error == kNotSupported ? "Operation not supported" : std::generic_category().message(error);
  return {code_of(error), action + ": " + reason};
}

}  // namespace meshprof
