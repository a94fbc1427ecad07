// SPDX-License-Identifier: Apache-2.0
#include "losses.h"

#include <initializer_list>

namespace meshprof {

namespace {

struct Cause {
  mp_counter counter;
  const char* name;
};

Losses by_cause(const BpfObject::Counters& counters, std::initializer_list<Cause> causes) {
  Losses losses;
  for (const auto& [counter, name] : causes) {
    if (counters[counter] > 0)
      losses[name] = counters[counter];
  }
  return losses;
}

}  // namespace

Losses on_cpu_lost(const BpfObject::Counters& counters) {
  return by_cause(counters, {{MP_COUNT_TICKS_RING_FULL, "ring-full"}});
}

Losses off_cpu_lost(const BpfObject::Counters& counters) {
  return by_cause(counters, {
                                {MP_COUNT_SWITCHES_RING_FULL, "ring-full"},
                                {MP_COUNT_SWITCHES_MISSED, "event-missed"},
                                {MP_COUNT_RESUMES_REFUSED, "long-wait-refused"},
                                {MP_COUNT_ACCOUNTS_REFUSED, "account-refused"},
                                {MP_COUNT_EXITS_REFUSED, "exited-thread-refused"},
                                {MP_COUNT_TARGETS_REFUSED, "child-process-refused"},
                            });
}

Losses wakers_lost(const BpfObject::Counters& counters) {
  return by_cause(counters, {{MP_COUNT_WAKERS_REFUSED, "map-full"},
                             {MP_COUNT_WAKEUP_STACKS_RING_FULL, "ring-full"}});
}

Losses stalls_lost(const BpfObject::Counters& counters) {
  return by_cause(counters, {{MP_COUNT_STRETCHES_RING_FULL, "ring-full"}});
}

Losses page_faults_lost(const BpfObject::Counters& counters) {
  return by_cause(counters, {
                                {MP_COUNT_FAULT_STACKS_RING_FULL, "ring-full"},
                                {MP_COUNT_FAULTS_REFUSED, "account-refused"},
                                {MP_COUNT_FAULT_EXITS_REFUSED, "exited-thread-refused"},
                            });
}

}  // namespace meshprof
