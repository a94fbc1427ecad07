// SPDX-License-Identifier: Apache-2.0
// Strings, mappings, frames and stacks of a session, each stored once. Rows are only ever added;
// take_rows() hands over those added since it was last called.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "batch.h"
#include "bpf/records.h"
#include "process_table.h"
#include "symbols/kernel_symbols.h"
#include "thread_entry.h"

namespace meshprof {

class StackTable {
 public:
  StackTable();

  // Row of the stack in the record, resolved now if it is new.
  uint32_t stack(const mp_stack_record& record, ProcessImage& image);

  // Row of the stack that stands for waits and ticks without one.
  uint32_t unsampled_stack() { return marker_stack("[unsampled]"); }

  TableRows take_rows();

 private:
  uint32_t string(const std::string& text);
  int32_t mapping(ProcessImage& image, int32_t local_row);
  uint32_t user_frame(ProcessImage& image, uint64_t address, bool is_return_address);
  uint32_t kernel_frame(uint64_t address, bool is_return_address);
  uint32_t marker_frame(const std::string& text);
  uint32_t marker_stack(const std::string& text);
  uint32_t add_frame(const ResolvedFrame& frame, FrameKind kind, int32_t mapping);
  uint32_t add_stack(const std::vector<uint32_t>& frames, bool is_complete);
  void append_user_frames(const mp_stack_record& record, ProcessImage& image,
                          std::vector<uint32_t>& frames);
  size_t first_kernel_frame(const mp_stack_record& record) const;
  void append_kernel_frames(const mp_stack_record& record, std::vector<uint32_t>& frames);
  // The marker frame at the root of a stack that is not whole, else nullptr.
  const char* truncation(const mp_stack_record& record, ProcessImage& image);
  bool is_full() const;

  KernelSymbols kernel_symbols_ = KernelSymbols::load();
  ThreadEntries thread_entries_;
  TableRows rows_;
  uint32_t string_count_ = 0;
  uint32_t mapping_count_ = 0;
  uint32_t frame_count_ = 0;
  uint32_t stack_count_ = 0;
  size_t stack_frame_count_ = 0;
  std::unordered_map<std::string, uint32_t> strings_;
  std::unordered_map<std::string, uint32_t> stacks_;  // raw addresses → row
  std::unordered_map<std::string, uint32_t> markers_;
  std::unordered_map<uint64_t, uint32_t> kernel_frames_[2];
  std::unordered_map<uint64_t, std::unordered_map<uint64_t, uint32_t>> user_frames_;  // by image
  std::unordered_map<uint32_t, std::vector<int32_t>> mappings_;  // image → local row → row
};

}  // namespace meshprof
