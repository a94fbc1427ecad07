// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace meshprof::reader {

// Why a reader is no more, or must be no more.
enum class Death {
  kCrashed,      // by a signal of its own, an unknown status, or nonsense that it sent
  kKilled,       // from outside (SIGKILL): an administrator, or the kernel short of memory
  kTooMuchTime,  // its own limit, or the client's patience
  kTooMuchMemory,
  kNotConfined,  // it could not give up its rights, and so read nothing
};

// What to say of the binary that was being read then; a sentence without its name.
const char* sentence_for(Death death);

// The key under which names lost by it are counted.
const char* cause_of_loss(Death death);

}  // namespace meshprof::reader
