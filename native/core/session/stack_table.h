// SPDX-License-Identifier: Apache-2.0
// Strings, mappings, frames and stacks of a session, each stored once. Rows are only ever added;
// take_rows() hands over those added since it was last called.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "batch.h"
#include "bpf/records.h"
#include "frame_names.h"
#include "kernel_frame_roles.h"
#include "process_table.h"
#include "symbols/kernel_symbols.h"
#include "unwind/unwind.h"

namespace meshprof {

class StackTable {
 public:
  explicit StackTable(std::shared_ptr<reader::Readers> readers);

  // Row of the stack in the record, whose user's part has been completed to `user`; resolved now if
  // it is new.
  uint32_t stack(const mp_stack_record& record, const Unwound& user, ProcessImage& image) {
    return row_of(record, user, &image);
  }

  // Row of a stack of which there is only the kernel's part. `cause`: why, null if it has no other.
  uint32_t kernel_stack(const mp_stack_record& record, const char* cause);

  // Row of a stack of one marker.
  uint32_t marker(const char* text) { return marker_stack(text); }

  // Row of the stack that stands for waits and ticks without one.
  uint32_t unsampled_stack() { return marker_stack("[unsampled]"); }

  // Drops what is cached for an image of which no record will come any more. Its rows stay.
  void forget_image(uint32_t id) { images_.erase(id); }

  // With the names that have come meanwhile.
  TableRows take_rows();

  const FrameNames& names() const { return names_; }

 private:
  // What an image's addresses and mappings have become.
  struct ImageRows {
    std::unordered_map<uint64_t, uint32_t> frames[2];  // by is_return_address
    std::vector<int32_t> mappings;                     // by row of ProcessSymbols::mappings()
  };

  // `image` may be null where `user` has no frames.
  uint32_t row_of(const mp_stack_record& record, const Unwound& user, ProcessImage* image);
  uint32_t string(const std::string& text);
  int32_t mapping(ProcessImage& image, int32_t local_row);
  uint32_t user_frame(ProcessImage& image, uint64_t address, bool is_return_address);
  uint32_t kernel_frame(uint64_t address, bool is_return_address);
  uint32_t marker_frame(const std::string& text);
  uint32_t marker_stack(const std::string& text);
  uint32_t add_frame(const ResolvedFrame& frame, FrameKind kind, int32_t mapping);
  uint32_t add_stack(const std::vector<uint32_t>& frames, bool is_complete);
  std::span<const __u64> own_kernel_part(const mp_stack_record& record);
  KernelFrameRole role_of(uint64_t return_address);
  bool is_full() const;

  const KernelSymbols& kernel_symbols();

  std::shared_ptr<const KernelSymbols> kernel_symbols_;  // set by kernel_symbols()
  FrameNames names_;
  TableRows rows_;
  uint32_t string_count_ = 0;
  uint32_t mapping_count_ = 0;
  uint32_t frame_count_ = 0;
  uint32_t stack_count_ = 0;
  size_t stack_frame_count_ = 0;
  std::unordered_map<std::string, uint32_t> strings_;
  std::unordered_map<std::string, uint32_t> stacks_;  // addresses of frames → row
  std::unordered_map<std::string, uint32_t> markers_;
  std::unordered_map<uint64_t, uint32_t> kernel_frames_[2];
  std::unordered_map<uint64_t, KernelFrameRole> kernel_roles_;  // by return address
  std::unordered_map<uint32_t, ImageRows> images_;              // by ProcessImage.id
};

}  // namespace meshprof
