// SPDX-License-Identifier: Apache-2.0
// The BPF programs and maps of all sessions of this process, and the ways records come out of them.
// Knows nothing of symbols or samples. Released by the destructor.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "bpf_options.h"
#include "bpf_programs.h"
#include "kernel_error.h"
#include "records.h"

struct ring_buffer;

namespace meshprof {

class BpfObject {
 public:
  using Counters = std::array<uint64_t, MP_COUNTERS>;
  // Bytes of one record of meshprof.h, valid during the call.
  using RecordHandler = std::function<void(const void* record, size_t size)>;
  using WakerHandler = std::function<void(const mp_waker_key&, const mp_waker_sum&)>;
  using TargetHandler = std::function<void(uint32_t tgid, const mp_target&)>;

  BpfObject() = default;
  ~BpfObject();
  BpfObject(const BpfObject&) = delete;
  BpfObject& operator=(const BpfObject&) = delete;

  // Loads what a session needs and no earlier one has needed. The first one's maps are for all.
  Failure load_for(const BpfOptions& options);
  // Whether this kernel lets wakers be told.
  static bool has_wakers();

  // A program that has been loaded.
  bpf_program* program(BpfProgram which) const;
  // The variables that the kernel side shares with us.
  auto& variables() const { return *first().bss; }

  // Hands over what the ring buffer holds by now. False if it stopped early because that is very
  // much; with `all` it does not.
  bool consume(const RecordHandler& handler, bool all);

  // Writes zeros over what of the ring has been read, once around it, a part at a time; `consume`
  // takes the records that come between.
  void overwrite_read(const std::function<void()>& consume) const;

  // Of sessions off CPU. The first makes accounts before a cut (bpf/cut.bpf.h), the second gives
  // one mp_stack_record for each thread of the targets of the last cut that sleeps, the third the
  // account of each live thread.
  Failure open_accounts();
  Failure read_sleepers(const RecordHandler& handler);
  Failure read_accounts(std::vector<mp_thread_record>& accounts);
  // Takes the accounts that have ended, with their thread or by a cut, out of the kernel.
  void take_exited(const RecordHandler& handler);
  // The same for page faults, of threads that have had any.
  Failure open_fault_accounts();
  Failure read_faults(const RecordHandler& handler);
  void take_exited_faults(const RecordHandler& handler);
  // Frees the accounts of threads that no session wants any more.
  Failure close_accounts();

  // Sums of wakers that are not in an account any more. They grow while the account does.
  void read_wakers(const WakerHandler& handler);
  void forget_waker(const mp_waker_key& key);

  void for_each_target(const TargetHandler& handler) const;
  std::optional<mp_target> target(uint32_t tgid) const;
  void forget_target(uint32_t tgid);
  // How much stack memory records of this image of the process hold from now on: all that is
  // mapped up to MP_DEFAULT_SLICE_BYTES until told otherwise, at most MP_MAX_SLICE_BYTES.
  void limit_slice(uint32_t tgid, uint32_t image, uint32_t bytes);

  Counters counters(uint32_t slot) const;
  void clear_counters(uint32_t slot);

  // What the kernel accounts for maps and programs, by the memlock lines in fdinfo.
  uint64_t memory_bytes() const;

 private:
  bool choose_missing(meshprof_bpf& skeleton, const BpfOptions& options) const;
  bool is_loaded(BpfProgram which) const { return program(which) != nullptr; }
  Failure load_first(meshprof_bpf& skeleton, uint32_t ring_bytes);
  Failure load_more(meshprof_bpf& skeleton);
  meshprof_bpf& first() const { return *skeletons_.front(); }
  Failure run_iterator(bpf_program* program, const RecordHandler& handler);

  std::vector<meshprof_bpf*> skeletons_;
  ring_buffer* ring_ = nullptr;
  const RecordHandler* ring_handler_ = nullptr;  // set during consume()
};

}  // namespace meshprof
