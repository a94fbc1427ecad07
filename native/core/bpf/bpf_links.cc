// SPDX-License-Identifier: Apache-2.0
#include "bpf_links.h"

#include <bpf/libbpf.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "clock_events.h"
#include "fault_events.h"

namespace meshprof {

namespace {

void destroy(std::vector<bpf_link*>& links) {
  for (bpf_link* link : links)
    bpf_link__destroy(link);
  links.clear();
}

Failure attach_perf_event(bpf_program* program, int fd, std::vector<bpf_link*>& links) {
  bpf_link* link = bpf_program__attach_perf_event(program, fd);
  if (link == nullptr) {
    const int error = -errno;
    close(fd);
    return kernel_error("attaching to a perf event", error);
  }
  links.push_back(link);  // owns fd
  return {};
}

}  // namespace

BpfLinks::~BpfLinks() {
  for (Shared& event : shared_)
    destroy(event.links);
  for (auto& [slot, links] : clocks_)
    destroy(links);
}

Failure BpfLinks::attach(uint32_t slot, const BpfOptions& options) {
  std::vector<Event> events = {kProcesses};
  if (options.off_cpu || options.follow_children)
    events.push_back(kNewTasks);
  if (options.off_cpu)
    events.push_back(kSwitches);
  if (options.wakers && BpfObject::has_wakers())
    events.push_back(kWakeups);
  if (options.page_faults)
    events.push_back(kFaults);
  for (const Event event : events) {
    wanted_[slot].push_back(event);
    if (shared_[event].sessions++ > 0)
      continue;
    if (Failure failure = attach_event(event))
      return failure;
  }
  return options.on_cpu ? attach_clock(slot, options.frequency_hz) : Failure{};
}

void BpfLinks::detach(uint32_t slot) {
  destroy(clocks_[slot]);
  clocks_.erase(slot);
  for (const Event event : std::exchange(wanted_[slot], {})) {
    if (--shared_[event].sessions == 0)
      destroy(shared_[event].links);
  }
  wanted_.erase(slot);
}

Failure BpfLinks::attach_event(Event event) {
  Links& links = shared_[event].links;
  switch (event) {
  case kProcesses:
    if (Failure failure = attach_tracing(object_.program(&BpfPrograms::on_exec), links))
      return failure;
    return attach_tracing(object_.program(&BpfPrograms::on_exit), links);
  case kNewTasks:
    return attach_tracing(object_.program(&BpfPrograms::on_new_task), links);
  case kSwitches:
    return attach_tracing(object_.program(&BpfPrograms::on_switch), links);
  case kWakeups:
    return attach_tracing(object_.program(&BpfPrograms::on_waking), links);
  default:
    return attach_faults(links);
  }
}

Failure BpfLinks::attach_tracing(bpf_program* program, Links& links) {
  bpf_link* link = bpf_program__attach(program);
  if (link == nullptr)
    return kernel_error(std::string("attaching ") + bpf_program__section_name(program), -errno);
  links.push_back(link);
  return {};
}

Failure BpfLinks::attach_clock(uint32_t slot, uint32_t frequency_hz) {
  return open_clock_events(frequency_hz, slot, [&](int fd) {
    return attach_perf_event(object_.program(&BpfPrograms::on_tick), fd, clocks_[slot]);
  });
}

Failure BpfLinks::attach_faults(Links& links) {
  for (const auto& [kind, program] :
       {std::pair{MP_FAULT_MINOR, object_.program(&BpfPrograms::on_minor_fault)},
        std::pair{MP_FAULT_MAJOR, object_.program(&BpfPrograms::on_major_fault)}}) {
    const Failure failure = open_fault_events(kind, [&links, program = program](int fd) {
      return attach_perf_event(program, fd, links);
    });
    if (failure)
      return failure;
  }
  return {};
}

}  // namespace meshprof
