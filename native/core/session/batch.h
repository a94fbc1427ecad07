// SPDX-License-Identifier: Apache-2.0
// What native/types.ts calls a Batch and SessionTotals, as plain C++.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "stratum.h"

namespace meshprof {

enum class SampleKind : uint8_t {
  kOnCpu = 0,
  kOffCpu = 1,
  kMinorFault = 2,
  kMajorFault = 3,
  kStallOnCpu = 4,
  kStallWait = 5,
  kWakeup = 6
};
enum class FrameKind : uint8_t { kNative = 0, kKernel = 1, kMarker = 2 };

// New rows of the session's tables since the last batch. Indices count from the session's first
// row.
struct TableRows {
  std::vector<std::string> strings;

  std::vector<uint32_t> mapping_path;
  std::vector<uint32_t> mapping_build_id;
  std::vector<uint64_t> mapping_start;
  std::vector<uint64_t> mapping_limit;
  std::vector<uint64_t> mapping_file_offset;

  std::vector<uint32_t> frame_name;
  std::vector<uint32_t> frame_file;
  std::vector<uint8_t> frame_source;
  std::vector<uint8_t> frame_kind;
  std::vector<int32_t> frame_mapping;
  std::vector<uint64_t> frame_address;

  std::vector<uint32_t> stack_offset = {0};
  std::vector<uint32_t> stack_frame;
  std::vector<uint8_t> stack_complete;

  // Frames whose names came after them.
  std::vector<uint32_t> renamed_frame;
  std::vector<uint32_t> renamed_name;
  std::vector<uint32_t> renamed_file;
  std::vector<uint8_t> renamed_source;
};

struct SampleRows {
  std::vector<uint8_t> kind;
  std::vector<uint32_t> tgid;
  std::vector<uint32_t> tid;
  std::vector<uint32_t> stack;
  std::vector<uint8_t> wait_class;
  std::vector<uint64_t> count;
  std::vector<uint64_t> time_ns;
  std::vector<uint64_t> estimated_ns;
  std::vector<double> variance_ns2;
};

struct Batch {
  TableRows tables;
  SampleRows samples;
  std::vector<uint32_t> exited_tgids;
  size_t pending_names = 0;
};

struct ThreadTotals {
  uint32_t tgid = 0;
  uint32_t tid = 0;
  std::string name;
  uint64_t on_cpu_ns = 0;
  uint64_t runnable_ns = 0;
  uint64_t blocked_ns = 0;
  uint64_t voluntary_switches = 0;
  uint64_t involuntary_switches = 0;
};

struct WaitClassTotals {
  uint8_t wait_class = 0;
  uint64_t switches = 0;
  uint64_t time_ns = 0;
};

struct WakerTotals {
  uint32_t tgid = 0;  // who waited
  uint32_t tid = 0;
  uint8_t wait_class = 0;
  uint8_t kind = 0;  // mp_waker_kind
  uint32_t waker_tgid = 0;
  uint32_t waker_tid = 0;
  std::string waker_process;
  std::string waker_thread;
  uint64_t waits = 0;
  uint64_t time_ns = 0;
};

struct FaultTotals {
  uint32_t tgid = 0;
  uint32_t tid = 0;
  std::string name;
  uint64_t minor = 0;
  uint64_t major = 0;
};

struct StallTotals {
  uint32_t tgid = 0;
  uint32_t tid = 0;
  std::string name;
  uint64_t stalls = 0;
  uint64_t longest_ns = 0;
  uint64_t on_cpu_ns = 0;
  uint64_t runnable_ns = 0;
  uint64_t blocked_ns = 0;
  uint64_t never_idle_ns = 0;
};

struct SessionTotals {
  uint64_t duration_ns = 0;
  std::vector<ThreadTotals> threads;
  std::vector<WaitClassTotals> wait_classes;
  uint64_t on_cpu_expected = 0;
  uint64_t on_cpu_kept = 0;
  std::map<std::string, uint64_t> on_cpu_lost;
  std::map<std::string, uint64_t> off_cpu_lost;
  std::vector<WakerTotals> wakers;
  std::map<std::string, uint64_t> wakers_lost;
  std::vector<FaultTotals> page_faults;
  std::map<std::string, uint64_t> page_faults_lost;
  std::vector<StallTotals> stalls;
  std::map<std::string, uint64_t> stalls_lost;
  Estimated off_cpu_estimated;
  uint64_t off_cpu_key_checks = 0;
  uint64_t off_cpu_key_mismatches = 0;
  std::map<std::string, uint64_t> names_lost;
  std::vector<std::string> problems;
  uint64_t bpf_memory_bytes = 0;
};

}  // namespace meshprof
