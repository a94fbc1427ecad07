// SPDX-License-Identifier: Apache-2.0
#include "stack_table.h"

#include <algorithm>

#include "shared_kernel_symbols.h"

namespace meshprof {

namespace {

// What a session may hold. A target can make its stacks differ as it likes; beyond this they count
// as one.
constexpr uint32_t kMaxStacks = 262'144;
constexpr size_t kMaxStackFrames = 8'000'000;

// The BPF program, its trampoline and the tracepoint come to two or three frames.
constexpr size_t kMaxTracingFrames = 8;

// Nothing of the thread's own runs at the leaf: it has called the kernel, which schedules.
bool is_wait(const mp_stack_record& record) {
  return record.type == MP_RECORD_WAIT_STACK || record.type == MP_RECORD_KEY_CHECK ||
         record.type == MP_RECORD_SLEEPER;
}

// An address together with what is mapped there, where that changes: addresses of programs have at
// most 47 bits, rows of mappings 16.
uint64_t code_key(const ProcessImage* image, uint64_t address, bool is_return_address) {
  if (image == nullptr || image->symbols == nullptr)
    return address;
  const int32_t mapping = image->symbols->mapping_of(address, is_return_address);
  return address | static_cast<uint64_t>(mapping + 1) << 47;
}

// Two stacks are one if all this is equal: the frames, and why the user's end where they do. Frame
// counts are part of it, so that no split is mistaken for another.
std::string key_of(const Unwound& user, std::span<const __u64> kernel, bool is_leaf_called,
                   const ProcessImage* image) {
  std::vector<uint64_t> words = {
      (image != nullptr ? image->id : UINT32_MAX) | uint64_t{is_leaf_called} << 32,
      user.frames.size(), user.complete ? 0 : reinterpret_cast<uintptr_t>(user.cause)};
  for (const UserFrame& frame : user.frames)
    words.push_back(code_key(image, frame.address, frame.is_return_address) |
                    uint64_t{frame.is_return_address} << 63);
  words.insert(words.end(), kernel.begin(), kernel.end());
  return {reinterpret_cast<const char*>(words.data()), words.size() * sizeof words[0]};
}

}  // namespace

StackTable::StackTable(std::shared_ptr<reader::Readers> readers) : names_(std::move(readers)) {
  string("");
}

uint32_t StackTable::kernel_stack(const mp_stack_record& record, const char* cause) {
  Unwound no_user;
  no_user.complete = cause == nullptr;
  no_user.cause = cause;
  return row_of(record, no_user, nullptr);
}

uint32_t StackTable::row_of(const mp_stack_record& record, const Unwound& user,
                            ProcessImage* image) {
  const std::span<const __u64> kernel = own_kernel_part(record);
  // Above what has been left out stood a call, too.
  const bool is_leaf_called =
      !kernel.empty() && (is_wait(record) || kernel.size() < record.kernel_frames);
  const std::string key = key_of(user, kernel, is_leaf_called, image);
  const auto known = stacks_.find(key);
  if (known != stacks_.end())
    return known->second;
  if (is_full())
    return marker_stack("[unsampled: too many distinct stacks]");

  std::vector<uint32_t> frames;
  for (size_t i = 0; i < kernel.size(); i++)
    frames.push_back(kernel_frame(kernel[i], i > 0 || is_leaf_called));
  for (const UserFrame& frame : user.frames)
    frames.push_back(user_frame(*image, frame.address, frame.is_return_address));
  if (!user.complete)
    frames.push_back(marker_frame("[truncated: " + std::string(user.cause) + "]"));
  const uint32_t row = add_stack(frames, user.complete);
  stacks_.emplace(key, row);
  return row;
}

bool StackTable::is_full() const {
  return stack_count_ >= kMaxStacks || stack_frame_count_ >= kMaxStackFrames;
}

// A stack of a switch or a wakeup begins with the tracing itself. That of a wait then has the
// scheduler, which the kernel leaves out of the stacks of threads that are off the CPU: without it
// one place has one stack, however it was taken.
std::span<const __u64> StackTable::own_kernel_part(const mp_stack_record& record) {
  const std::span<const __u64> kernel = kernel_chain(record);
  if (!is_wait(record) && record.type != MP_RECORD_WAKEUP)
    return kernel;
  const auto first =
      record.type == MP_RECORD_WAKEUP ? KernelFrameRole::kWakes : KernelFrameRole::kSchedules;
  const size_t limit = std::min(kernel.size(), kMaxTracingFrames);
  size_t begin = 0;
  while (begin < limit && role_of(kernel[begin]) != first)
    begin++;
  if (begin == limit)
    begin = 0;  // taken without that function
  else if (is_wait(record))
    begin++;
  while (is_wait(record) && begin < kernel.size() &&
         role_of(kernel[begin]) == KernelFrameRole::kGivesUpCpu)
    begin++;
  return kernel.subspan(begin);
}

KernelFrameRole StackTable::role_of(uint64_t return_address) {
  const auto [known, is_new] = kernel_roles_.try_emplace(return_address, KernelFrameRole::kOwn);
  if (is_new)
    known->second = role_of_kernel_function(kernel_symbols().name(return_address - 1));
  return known->second;
}

uint32_t StackTable::user_frame(ProcessImage& image, uint64_t address, bool is_return_address) {
  auto& known = images_[image.id].frames[is_return_address ? 1 : 0];
  const auto found = known.find(code_key(&image, address, is_return_address));
  if (found != known.end())
    return found->second;
  if (image.symbols == nullptr)
    return marker_frame("[unmapped]");

  ResolvedFrame frame = image.symbols->resolve(address, is_return_address);
  if (frame.source == kNameSourceMarker && frame.name == "[unmapped]") {
    // Mapped since the map was read, perhaps. Not remembered: it may become known later.
    if (std::exchange(image.refreshed, true) || !image.symbols->refresh()) {
      return marker_frame(frame.name);
    }
    frame = image.symbols->resolve(address, is_return_address);
    if (frame.source == kNameSourceMarker)
      return marker_frame(frame.name);
  }
  const FrameKind kind =
      frame.source == kNameSourceMarker ? FrameKind::kMarker : FrameKind::kNative;
  const bool is_named = names_.name_now(frame);
  const uint32_t row = add_frame(frame, kind, mapping(image, frame.mapping));
  if (!is_named)
    names_.name_later(row, frame);
  known.emplace(code_key(&image, address, is_return_address), row);
  return row;
}

uint32_t StackTable::kernel_frame(uint64_t address, bool is_return_address) {
  auto& known = kernel_frames_[is_return_address ? 1 : 0];
  const auto found = known.find(address);
  if (found != known.end())
    return found->second;
  ResolvedFrame frame;
  frame.name = kernel_symbols().name(is_return_address ? address - 1 : address);
  frame.source = frame.name == KernelSymbols::kUnknown ? kNameSourceMarker : kNameSourceKallsyms;
  const uint32_t row = add_frame(frame, FrameKind::kKernel, -1);
  known.emplace(address, row);
  return row;
}

uint32_t StackTable::marker_frame(const std::string& text) {
  const auto found = markers_.find(text);
  if (found != markers_.end())
    return found->second;
  ResolvedFrame frame;
  frame.name = text;
  frame.source = kNameSourceMarker;
  const uint32_t row = add_frame(frame, FrameKind::kMarker, -1);
  markers_.emplace(text, row);
  return row;
}

uint32_t StackTable::marker_stack(const std::string& text) {
  const auto found = stacks_.find(text);
  if (found != stacks_.end())
    return found->second;
  const uint32_t row = add_stack({marker_frame(text)}, false);
  stacks_.emplace(text, row);
  return row;
}

uint32_t StackTable::add_frame(const ResolvedFrame& frame, FrameKind kind, int32_t mapping) {
  rows_.frame_name.push_back(string(frame.name));
  rows_.frame_file.push_back(string(frame.file));
  rows_.frame_source.push_back(frame.source);
  rows_.frame_kind.push_back(static_cast<uint8_t>(kind));
  rows_.frame_mapping.push_back(mapping);
  rows_.frame_address.push_back(frame.elf_address);
  return frame_count_++;
}

uint32_t StackTable::add_stack(const std::vector<uint32_t>& frames, bool is_complete) {
  rows_.stack_frame.insert(rows_.stack_frame.end(), frames.begin(), frames.end());
  rows_.stack_offset.push_back(static_cast<uint32_t>(rows_.stack_frame.size()));
  rows_.stack_complete.push_back(is_complete ? 1 : 0);
  stack_frame_count_ += frames.size();
  return stack_count_++;
}

uint32_t StackTable::string(const std::string& text) {
  const auto [entry, is_new] = strings_.try_emplace(text, string_count_);
  if (is_new) {
    rows_.strings.push_back(text);
    string_count_++;
  }
  return entry->second;
}

int32_t StackTable::mapping(ProcessImage& image, int32_t local_row) {
  if (local_row < 0)
    return -1;
  std::vector<int32_t>& rows = images_[image.id].mappings;
  const auto local = static_cast<size_t>(local_row);
  if (rows.size() <= local)
    rows.resize(local + 1, -1);
  if (rows[local] >= 0)
    return rows[local];
  const MappedFile& file = image.symbols->mappings()[local];
  rows_.mapping_path.push_back(string(file.path));
  rows_.mapping_build_id.push_back(string(file.build_id));
  rows_.mapping_start.push_back(file.start);
  rows_.mapping_limit.push_back(file.limit);
  rows_.mapping_file_offset.push_back(file.file_offset);
  return rows[local] = static_cast<int32_t>(mapping_count_++);
}

const KernelSymbols& StackTable::kernel_symbols() {
  if (kernel_symbols_ == nullptr)
    kernel_symbols_ = shared_kernel_symbols();
  return *kernel_symbols_;
}

TableRows StackTable::take_rows() {
  for (const auto& [row, frame] : names_.take()) {
    rows_.renamed_frame.push_back(row);
    rows_.renamed_name.push_back(string(frame.name));
    rows_.renamed_file.push_back(string(frame.file));
    rows_.renamed_source.push_back(frame.source);
  }
  return std::exchange(rows_, TableRows{});
}

}  // namespace meshprof
