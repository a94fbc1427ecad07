// SPDX-License-Identifier: Apache-2.0
// glibc's fstat() is the system call newfstatat with an empty path, and a filter cannot see whether
// a path is empty. In a program that has them these two take its place, for libelf as well.
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

extern "C" {

int fstat(int fd, struct stat* status) {
  return static_cast<int>(syscall(SYS_fstat, fd, status));
}

int fstat64(int fd, struct stat64* status) {
  return static_cast<int>(syscall(SYS_fstat, fd, status));
}
}
