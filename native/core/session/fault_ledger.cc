// SPDX-License-Identifier: Apache-2.0
#include "fault_ledger.h"

#include <utility>

#include "account_values.h"

namespace meshprof {

namespace {

// A target that makes and ends threads all day must not fill our memory; later ones share a row
// with tid 0.
constexpr size_t kMaxEndedThreads = 16'384;

SampleKind sample_kind(uint32_t kind) {
  return kind == MP_FAULT_MAJOR ? SampleKind::kMajorFault : SampleKind::kMinorFault;
}

uint32_t fault_kind(const mp_stack_record& record) {
  return record.type == MP_RECORD_MAJOR_FAULT ? MP_FAULT_MAJOR : MP_FAULT_MINOR;
}

void add(FaultTotals& sum, const FaultTotals& more) {
  sum.tgid = more.tgid;
  sum.tid = more.tid;
  sum.name = more.name;
  sum.minor += more.minor;
  sum.major += more.major;
}

}  // namespace

void FaultLedger::add_stack(const mp_stack_record& record, uint32_t stack) {
  Thread& thread = threads_[record.account];
  thread.totals.tgid = record.tgid;
  thread.totals.tid = record.tid;
  const uint32_t index = fault_kind(record);
  Kind& kind = thread.kinds[index];
  const uint64_t late = growth(record.earlier_faults, kind.credited_owed);
  credit(thread, index, kind.stack, late);
  credit(thread, index, stack, record.faults);
  kind = {record.stack, stack, 0, kind.credited + late + record.faults};
}

void FaultLedger::add_account(const mp_faults_record& record, bool is_final) {
  Thread& thread = threads_[record.account.id];
  const std::string name = thread_name(record.comm);
  const mp_faults* kinds = record.account.kinds;
  thread.totals = {record.tgid, record.tid, name, kinds[MP_FAULT_MINOR].total,
                   kinds[MP_FAULT_MAJOR].total};
  for (uint32_t i = 0; i < MP_FAULT_KINDS; i++) {
    Kind& kind = thread.kinds[i];
    if (kinds[i].stack == kind.stack_number && kinds[i].stack != 0) {
      const uint64_t late = growth(kinds[i].owed, kind.credited_owed);
      credit(thread, i, kind.stack, late);
      kind.credited += late;
      kind.credited_owed += static_cast<uint32_t>(late);
    }
    if (is_final)
      credit(thread, i, unsampled_stack_, growth(kinds[i].total, kind.credited));
  }
  if (!is_final)
    return;
  add_ended(MP_THREAD_OF(record.account.id), thread.totals);
  threads_.erase(record.account.id);
}

void FaultLedger::credit(const Thread& thread, uint32_t kind, uint32_t stack, uint64_t faults) {
  samples_.add({sample_kind(kind), 0, thread.totals.tgid, thread.totals.tid, stack}, faults, 0);
}

void FaultLedger::add_ended(uint64_t thread, FaultTotals totals) {
  if (totals.minor == 0 && totals.major == 0)
    return;
  if (ended_.size() < kMaxEndedThreads || ended_.contains(thread)) {
    add(ended_[thread], totals);
    return;
  }
  totals.tid = 0;
  totals.name = "[ended threads]";
  add(folded_[totals.tgid], totals);
}

std::vector<FaultTotals> FaultLedger::totals() const {
  std::map<uint64_t, FaultTotals> all = ended_;
  for (const auto& [id, thread] : threads_) {
    if (thread.totals.minor != 0 || thread.totals.major != 0)
      add(all[MP_THREAD_OF(id)], thread.totals);
  }
  std::vector<FaultTotals> rows;
  for (auto& [thread, totals] : all)
    rows.push_back(std::move(totals));
  for (const auto& [tgid, sum] : folded_)
    rows.push_back(sum);
  return rows;
}

}  // namespace meshprof
