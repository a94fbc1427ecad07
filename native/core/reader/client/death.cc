// SPDX-License-Identifier: Apache-2.0
#include "death.h"

namespace meshprof::reader {

const char* sentence_for(Death death) {
  switch (death) {
  case Death::kTooMuchTime:
    return "it cannot be read: that takes too much time";
  case Death::kTooMuchMemory:
    return "it cannot be read: that takes too much memory";
  case Death::kKilled:
    return "it cannot be read: the process that reads it is killed each time";
  case Death::kNotConfined:
    return "it is not read: the process for that cannot give up its rights";
  case Death::kCrashed:
    break;
  }
  return "it cannot be read: the process that reads it crashes";
}

const char* cause_of_loss(Death death) {
  return death == Death::kTooMuchTime ? "names-timed-out" : "reader-crashed";
}

}  // namespace meshprof::reader
