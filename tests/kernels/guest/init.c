// SPDX-License-Identifier: Apache-2.0
// The first process of a guest: mounts what Linux programs expect, runs the steps of /job.json and
// turns the machine off. Linked statically; there is no shell beside it.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static void mount_at(const char* type, const char* path) {
  mkdir(path, 0755);
  if (mount(type, path, type, 0, NULL) != 0 && errno != EBUSY)
    printf("init: no %s at %s: %s\n", type, path, strerror(errno));
}

static void use_console(void) {
  const int console = open("/dev/console", O_RDWR);
  for (int fd = 0; console >= 0 && fd <= 2; fd++)
    dup2(console, fd);
}

// Kernels before 5.11 count BPF maps as locked memory. What those lack besides is to be seen.
static void lift_memory_limit(void) {
  const struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
  if (setrlimit(RLIMIT_MEMLOCK, &unlimited) != 0)
    printf("init: RLIMIT_MEMLOCK: %s\n", strerror(errno));
}

static void run_steps(void) {
  char* const arguments[] = {"/bin/node", "/guest/run-steps.mjs", NULL};
  char* const environment[] = {"PATH=/bin", "HOME=/tmp", "XDG_CACHE_HOME=/tmp/cache", NULL};
  const pid_t child = fork();
  if (child == 0) {
    execve(arguments[0], arguments, environment);
    printf("init: cannot run %s: %s\n", arguments[0], strerror(errno));
    _exit(127);
  }
  // Orphans come here too.
  for (pid_t ended = 0; ended != child && (ended >= 0 || errno == EINTR);)
    ended = wait(NULL);
}

// What has been written to it has left the guest.
static void wait_for_line(const char* path) {
  const int line = open(path, O_WRONLY | O_NOCTTY);
  if (line >= 0)
    tcdrain(line);
}

int main(void) {
  mount_at("devtmpfs", "/dev");
  use_console();
  mount_at("proc", "/proc");
  mount_at("sysfs", "/sys");
  mount_at("tmpfs", "/tmp");
  // Where the kernel says whether it is locked down.
  mount_at("securityfs", "/sys/kernel/security");
  lift_memory_limit();
  run_steps();
  wait_for_line("/dev/ttyS1");
  wait_for_line("/dev/ttyAMA1");
  fflush(stdout);
  sync();
  reboot(RB_POWER_OFF);
  return 1;
}
