// SPDX-License-Identifier: Apache-2.0
#include "reader_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

#include "reader/confinement.h"

namespace meshprof::reader {
namespace {

// What a process that has been killed, or is ending, usually needs less of.
constexpr int kMomentMs = 50;

// Killed, but not collected when last looked at.
std::vector<pid_t>& uncollected() {
  static std::vector<pid_t> pids;
  return pids;
}

void collect_ended() {
  std::erase_if(uncollected(), [](pid_t pid) { return waitpid(pid, nullptr, WNOHANG) != 0; });
}

// posix_spawn() uses vfork, which does not copy the page tables of a large process, and no shell.
// The child begins with standard streams that lead nowhere, its socket, an empty environment, no
// signal blocked or ignored, and a process group of its own: Ctrl-C at a terminal is not for it.
int spawn(const std::string& program, int socket, pid_t* pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  for (int stream = 0; stream < 3; stream++)
    posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0);
  posix_spawn_file_actions_adddup2(&actions, socket, kSocketDescriptor);
  posix_spawn_file_actions_addclosefrom_np(&actions, kSocketDescriptor + 1);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  char name[] = "meshprof-reader";
  char* argv[] = {name, nullptr};
  char* environment[] = {nullptr};
  const int error = posix_spawn(pid, program.c_str(), &actions, &attributes, argv, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

Death death_from(int status) {
  if (WIFEXITED(status)) {
    if (WEXITSTATUS(status) == kExitNoMemory)
      return Death::kTooMuchMemory;
    return WEXITSTATUS(status) == kExitNotConfined ? Death::kNotConfined : Death::kCrashed;
  }
  if (WTERMSIG(status) == SIGPROF)
    return Death::kTooMuchTime;
  return WTERMSIG(status) == SIGKILL ? Death::kKilled : Death::kCrashed;
}

}  // namespace

std::unique_ptr<ReaderProcess> ReaderProcess::start(const std::string& program,
                                                    std::string& problem) {
  collect_ended();
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    problem = std::string("socketpair: ") + strerror(errno);
    return nullptr;
  }
  UniqueFd ours(ends[0]), theirs(ends[1]);
  pid_t pid = 0;
  if (const int error = spawn(program, theirs.get(), &pid); error != 0) {
    problem = program + ": " + strerror(error);
    return nullptr;
  }
  return std::unique_ptr<ReaderProcess>(new ReaderProcess(pid, std::move(ours)));
}

ReaderProcess::~ReaderProcess() {
  if (pid_ == 0)
    return;
  kill(pid_, SIGKILL);
  for (int waited_ms = 0; waited_ms < kMomentMs; waited_ms++) {
    if (waitpid(pid_, nullptr, WNOHANG) != 0)
      return;
    usleep(1000);
  }
  uncollected().push_back(pid_);
}

bool ReaderProcess::send(Kind kind, uint32_t handle, uint32_t request, std::string_view body,
                         std::span<const int> descriptors) {
  return send_message(socket_.get(), {kProtocolVersion, kind, handle, request}, body, descriptors,
                      false);
}

Received ReaderProcess::receive(Message& answer) {
  const Received received = receive_message(socket_.get(), answer, false);
  return received == Received::kMessage && !answer.descriptors.empty() ? Received::kMalformed
                                                                       : received;
}

// One that has closed its socket is about to end by itself, and its status tells why; so it gets a
// moment. One that runs on is killed.
Death ReaderProcess::end(Death otherwise) {
  pollfd hangup = {socket_.get(), 0, 0};
  const bool is_ending = poll(&hangup, 1, 0) > 0 && (hangup.revents & POLLHUP) != 0;
  int status = 0;
  for (int waited_ms = 0; is_ending && waited_ms < kMomentMs; waited_ms++) {
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = 0;
      return death_from(status);
    }
    usleep(1000);
  }
  return otherwise;
}

}  // namespace meshprof::reader
