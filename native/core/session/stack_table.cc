// SPDX-License-Identifier: Apache-2.0
#include "stack_table.h"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace meshprof {

namespace {

// What a session may hold. A target can make its stacks differ as it likes; beyond this they count
// as one.
constexpr uint32_t kMaxStacks = 262'144;
constexpr size_t kMaxStackFrames = 8'000'000;

// The BPF program, its trampoline and the tracepoint come to two or three frames.
constexpr size_t kMaxTracingFrames = 8;

// Two stacks are one if all this is equal. Frame counts are part of it, so that no split is
// mistaken for another.
std::string raw_key(const mp_stack_record& record, uint32_t image) {
  const uint32_t head[] = {image, record.user_frames, record.kernel_frames, record.flags};
  const size_t frames = record.user_frames + record.kernel_frames;
  std::string key(sizeof head + frames * sizeof record.addresses[0], '\0');
  memcpy(key.data(), head, sizeof head);
  memcpy(key.data() + sizeof head, record.addresses, frames * sizeof record.addresses[0]);
  return key;
}

// Kernel symbols are the same for all sessions and take tens of milliseconds to read. Modules come
// and go, so a session does not take a list that is old.
std::shared_ptr<const KernelSymbols> shared_kernel_symbols() {
  constexpr std::chrono::minutes kMaxAge{1};
  static std::shared_ptr<const KernelSymbols> shared;
  static std::chrono::steady_clock::time_point read_at;
  const auto now = std::chrono::steady_clock::now();
  if (shared == nullptr || now - read_at > kMaxAge) {
    shared = std::make_shared<const KernelSymbols>(KernelSymbols::load());
    read_at = now;
  }
  return shared;
}

}  // namespace

StackTable::StackTable() {
  string("");
}

uint32_t StackTable::stack(const mp_stack_record& record, ProcessImage& image) {
  const std::string key = raw_key(record, image.id);
  const auto known = stacks_.find(key);
  if (known != stacks_.end())
    return known->second;
  if (is_full())
    return marker_stack("[unsampled: too many distinct stacks]");

  std::vector<uint32_t> frames;
  append_kernel_frames(record, frames);
  append_user_frames(record, image, frames);
  const char* marker = truncation(record, image);
  if (marker != nullptr)
    frames.push_back(marker_frame(marker));
  const uint32_t row = add_stack(frames, marker == nullptr);
  stacks_.emplace(key, row);
  return row;
}

bool StackTable::is_full() const {
  return stack_count_ >= kMaxStacks || stack_frame_count_ >= kMaxStackFrames;
}

void StackTable::append_kernel_frames(const mp_stack_record& record,
                                      std::vector<uint32_t>& frames) {
  const auto* addresses = record.addresses + record.user_frames;
  for (size_t i = first_kernel_frame(record); i < record.kernel_frames; i++) {
    frames.push_back(kernel_frame(addresses[i], i > 0));
  }
}

// A wait's stack begins with the tracing itself; the thread's own part begins where the scheduler
// was entered.
size_t StackTable::first_kernel_frame(const mp_stack_record& record) {
  if (record.type == MP_RECORD_TICK)
    return 0;
  const auto* addresses = record.addresses + record.user_frames;
  const size_t limit = std::min<size_t>(record.kernel_frames, kMaxTracingFrames);
  for (size_t i = 0; i < limit; i++) {
    if (kernel_symbols().name(addresses[i] - 1) == "__schedule_[k]")
      return i;
  }
  return 0;
}

void StackTable::append_user_frames(const mp_stack_record& record, ProcessImage& image,
                                    std::vector<uint32_t>& frames) {
  const bool in_syscall = (record.flags & MP_STACK_IN_SYSCALL) != 0;
  for (size_t i = 0; i < record.user_frames; i++) {
    frames.push_back(user_frame(image, record.addresses[i], i > 0 || in_syscall));
  }
}

// The rule of this engine: a frame-pointer chain is whole if its outermost frame is a function that
// starts threads. A chain that ends anywhere else was broken by code that uses the frame pointer
// for something else.
const char* StackTable::truncation(const mp_stack_record& record, ProcessImage& image) {
  if (record.user_frames == 0)
    return "[truncated: no-user-stack]";
  const size_t last = record.user_frames - size_t{1};
  if (image.symbols != nullptr) {
    const ResolvedFrame frame = image.symbols->resolve(record.addresses[last], last > 0);
    const MappedFile* file = nullptr;
    if (frame.mapping >= 0)
      file = &image.symbols->mappings()[static_cast<size_t>(frame.mapping)];
    if (thread_entries_.is_entry(frame, file, image.tgid))
      return nullptr;
  }
  return record.user_frames >= MP_MAX_FRAMES ? "[truncated: depth]"
                                             : "[truncated: frame-pointer-chain-broken]";
}

uint32_t StackTable::user_frame(ProcessImage& image, uint64_t address, bool is_return_address) {
  auto& known = images_[image.id].frames[is_return_address ? 1 : 0];
  const auto found = known.find(address);
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
  const uint32_t row = add_frame(frame, kind, mapping(image, frame.mapping));
  known.emplace(address, row);
  return row;
}

uint32_t StackTable::kernel_frame(uint64_t address, bool is_return_address) {
  auto& known = kernel_frames_[is_return_address ? 1 : 0];
  const auto found = known.find(address);
  if (found != known.end())
    return found->second;
  ResolvedFrame frame;
  frame.name = kernel_symbols().name(is_return_address ? address - 1 : address);
  frame.source = kNameSourceKallsyms;
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

void StackTable::forget_image(uint32_t id) {
  images_.erase(id);
}

TableRows StackTable::take_rows() {
  return std::exchange(rows_, TableRows{});
}

}  // namespace meshprof
