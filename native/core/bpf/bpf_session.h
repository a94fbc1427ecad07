// SPDX-License-Identifier: Apache-2.0
// The kernel side of a session: one loaded BPF object with its links, and the ways records come out
// of it. Knows nothing of symbols or samples. All of it is released by the destructor.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kernel_error.h"
#include "records.h"
#include "symbols/unique_fd.h"

struct bpf_link;
struct bpf_map;
struct bpf_program;
struct meshprof_bpf;
struct ring_buffer;

namespace meshprof {

struct BpfOptions {
  std::vector<uint32_t> tgids;
  bool follow_children = false;
  bool on_cpu = false;
  bool off_cpu = false;
  bool page_faults = false;
  bool wakers = false;  // only with off_cpu
  // Event loops that do not wait for so long are told; 0: none. Only with off_cpu.
  uint64_t stall_ns = 0;
  uint32_t frequency_hz = 0;
  uint32_t ring_bytes = 0;
  // Stacks of waits that all CPUs together may capture in a second, on average; 0: exact totals
  // only.
  uint32_t captures_per_s = 0;
};

class BpfSession {
 public:
  using Counters = std::array<uint64_t, MP_COUNTERS>;
  // Bytes of one record of meshprof.h, valid during the call.
  using RecordHandler = std::function<void(const void* record, size_t size)>;
  using WakerHandler = std::function<void(const mp_waker_key&, const mp_waker_sum&)>;
  using TargetHandler = std::function<void(uint32_t tgid, const mp_target&)>;

  BpfSession();
  ~BpfSession();
  BpfSession(const BpfSession&) = delete;
  BpfSession& operator=(const BpfSession&) = delete;

  // Loads and attaches; the window is not open yet, so nothing is recorded.
  Failure open(const BpfOptions& options);

  // Makes an account for each thread of the targets. Only with off_cpu, before the window.
  Failure open_accounts();
  // The same for page faults. Only with page_faults, before the window.
  Failure open_fault_accounts();

  // Opens the window and waits until it is open (about a millisecond). Returns its start,
  // CLOCK_MONOTONIC.
  uint64_t begin_window();
  // The same for its end. Accounts do not change any more after it.
  uint64_t end_window();
  // Frees all links: nothing runs in the kernel any more, the maps can still be read.
  void detach();

  // Hands over what the ring buffer holds. False if it stopped early because records keep coming
  // in.
  bool consume(const RecordHandler& handler);
  // The account of each live thread of the targets. Only with off_cpu.
  Failure read_accounts(std::vector<mp_thread_record>& accounts);
  // One mp_stack_record for each thread that sleeps. Only with off_cpu.
  Failure read_sleepers(const RecordHandler& handler);
  // Takes the accounts of ended threads out of the kernel.
  void take_exited(const RecordHandler& handler);
  // Page faults of each live thread of the targets that has had any account; those of ended ones
  // are taken out of the kernel. Only with page_faults.
  Failure read_faults(const RecordHandler& handler);
  void take_exited_faults(const RecordHandler& handler);
  // Whether wakers are told: asked for, and possible with this kernel.
  bool has_wakers() const { return has_wakers_; }
  // Sums of wakers that are not in an account any more. They grow while the account's thread lives.
  void read_wakers(const WakerHandler& handler);
  void forget_waker(const mp_waker_key& key);
  void for_each_target(const TargetHandler& handler);
  void forget_target(uint32_t tgid);
  // How much stack memory records of this image of the process hold from now on: all that is
  // mapped up to MP_DEFAULT_SLICE_BYTES until told otherwise, at most MP_MAX_SLICE_BYTES.
  void limit_slice(uint32_t tgid, uint32_t image, uint32_t bytes);
  std::optional<mp_target> target(uint32_t tgid) const;
  Counters counters() const;

  // What the kernel accounts for maps and programs, by the memlock lines in fdinfo.
  uint64_t memory_bytes() const;

 private:
  Failure load(const BpfOptions& options);
  Failure attach(const BpfOptions& options);
  Failure attach_tracing(bpf_program* program);
  Failure attach_clock(uint32_t frequency_hz);
  Failure attach_event(bpf_program* program, int fd);
  Failure attach_faults();
  Failure run_iterator(bpf_program* program, const RecordHandler& handler);

  meshprof_bpf* skeleton_ = nullptr;
  ring_buffer* ring_ = nullptr;
  bool has_wakers_ = false;
  std::vector<bpf_link*> links_;
  const RecordHandler* ring_handler_ = nullptr;  // set during consume()
};

}  // namespace meshprof
