// SPDX-License-Identifier: Apache-2.0
#include "confinement.h"

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "system_call_filter.h"

namespace meshprof::reader {
namespace {

constexpr id_t kNobody = 65534;
constexpr rlim_t kMaxDescriptorsOpen = 1024;
constexpr rlim_t kMaxFileBytes = 512ul << 20;  // of an index that it writes
constexpr int kLastCapabilityAsked = 63;       // the kernel refuses those that it does not know

void limit(__rlimit_resource resource, rlim_t value) {
  rlimit now{};
  if (getrlimit(resource, &now) != 0)
    return;
  const rlim_t lowered = now.rlim_max < value ? now.rlim_max : value;
  const rlimit wanted = {lowered, lowered};
  setrlimit(resource, &wanted);
}

bool drop_capabilities() {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  return syscall(SYS_capset, &header, none) == 0;
}

// Where this process may not change its user (no CAP_SETUID), it stays what it is, without
// capabilities; the filter does not let it make use of that.
void become_nobody() {
  for (int i = 0; i <= kLastCapabilityAsked; i++)
    prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
  if (geteuid() != 0)
    return;
  setgroups(0, nullptr);
  if (setresgid(kNobody, kNobody, kNobody) == 0)
    (void)!setresuid(kNobody, kNobody, kNobody);
}

std::string failure(const char* what) {
  return std::string(what) + ": " + strerror(errno);
}

}  // namespace

std::string confine(unsigned long memory_bytes) {
  limit(RLIMIT_AS, memory_bytes);
  limit(RLIMIT_NOFILE, kMaxDescriptorsOpen);
  limit(RLIMIT_FSIZE, kMaxFileBytes);
  limit(RLIMIT_CORE, 0);
  become_nobody();
  if (!drop_capabilities())
    return failure("capset");
  // Last of all that may reset them: a change of user does.
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
    return failure("prctl");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return failure("prctl(PR_SET_NO_NEW_PRIVS)");
  return install_system_call_filter() ? "" : failure("seccomp");
}

void limit_cpu_seconds(unsigned seconds) {
  const itimerval timer = {{0, 0}, {static_cast<time_t>(seconds), 0}};
  setitimer(ITIMER_PROF, &timer, nullptr);
}

}  // namespace meshprof::reader
