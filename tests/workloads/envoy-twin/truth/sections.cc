// SPDX-License-Identifier: Apache-2.0
#include "truth/sections.h"

#include <atomic>

extern "C" {
#include "workload.h"
}

namespace truth {
namespace {

std::atomic<uint64_t> sums[kSections];

struct Present {
  Section section = kRest;
  uint64_t since_ns = thread_cpu_ns();
};
thread_local Present present;

constexpr const char* kNames[] = {
    "rest",         "tracing.span", "tracing.export", "accesslog.format", "accesslog.write",
    "stats.update", "filter.lua",   "filter.authz"};

}  // namespace

void settle() {
  const uint64_t now = thread_cpu_ns();
  sums[present.section].fetch_add(now - present.since_ns, std::memory_order_relaxed);
  present.since_ns = now;
}

Section enter(Section section) {
  const Section before = present.section;
  const bool is_owned = before != kRest && before != kLua && before != kAuthorization;
  if (!is_owned)
    back_to(section);
  return before;
}

void back_to(Section section) {
  if (section == present.section)
    return;
  settle();
  present.section = section;
}

uint64_t cpu_ns(Section section) {
  return sums[section];
}

const char* name(Section section) {
  return kNames[section];
}

}  // namespace truth
