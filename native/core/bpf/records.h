// SPDX-License-Identifier: Apache-2.0
// The header shared with the BPF programs, with the integer types it asks for.
#pragma once

#include <linux/types.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>

#include "../../../bpf/meshprof.h"
#include "../../../bpf/sampling.h"
#include "wiped_bytes.h"

namespace meshprof {

// The variable part of a stack record. The records come from our own programs, so their sizes are
// right.
inline std::span<const __u64> user_chain(const mp_stack_record& record) {
  return {record.addresses, record.user_frames};
}

inline std::span<const __u64> kernel_chain(const mp_stack_record& record) {
  return {record.addresses + record.user_frames, record.kernel_frames};
}

// User memory from record.registers.sp upwards.
inline std::span<const std::byte> stack_slice(const mp_stack_record& record) {
  const auto* behind_frames = record.addresses + record.user_frames + record.kernel_frames;
  return {reinterpret_cast<const std::byte*>(behind_frames), record.slice_bytes};
}

// Without the slice.
inline size_t stack_record_head_bytes(const mp_stack_record& record) {
  return sizeof record + (size_t{record.user_frames} + record.kernel_frames) * sizeof(__u64);
}

inline size_t stack_record_bytes(const mp_stack_record& record) {
  return stack_record_head_bytes(record) + record.slice_bytes;
}

// A copy that outlives the buffer a record came in, with at most `max_slice_bytes` of its slice.
class StackRecordCopy {
 public:
  StackRecordCopy(const mp_stack_record& record, size_t max_slice_bytes) {
    const size_t slice = std::min<size_t>(record.slice_bytes, max_slice_bytes);
    const size_t size = stack_record_head_bytes(record) + slice;
    bytes_ = make_wiped_bytes(size);
    memcpy(bytes_.get(), &record, size);
    reinterpret_cast<mp_stack_record*>(bytes_.get())->slice_bytes = static_cast<__u32>(slice);
  }

  const mp_stack_record& record() const {
    return *reinterpret_cast<const mp_stack_record*>(bytes_.get());
  }

 private:
  WipedBytes bytes_;
};

}  // namespace meshprof
