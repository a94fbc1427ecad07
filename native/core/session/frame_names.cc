// SPDX-License-Identifier: Apache-2.0
#include "frame_names.h"

#include <utility>

#include "symbols/display_name.h"

namespace meshprof {

namespace {

// Of all names of a session: a target can make up as many long ones as it likes.
constexpr size_t kMaxBytesOfNames = 64u << 20;

// What stands before `+0x…` in the name of a frame that nothing names.
std::string module_of(const ResolvedFrame& frame) {
  return frame.name.substr(0, frame.name.rfind("+0x"));
}

}  // namespace

bool FrameNames::name_now(ResolvedFrame& frame) {
  if (frame.binary == nullptr)
    return true;
  const reader::FunctionName* name = readers_->names.name(frame.binary, frame.elf_address);
  if (name == nullptr)
    return false;
  apply(*name, frame);
  return true;
}

void FrameNames::name_later(uint32_t row, const ResolvedFrame& frame) {
  waiting_.push_back({row, frame});
}

std::vector<FrameNames::Named> FrameNames::take() {
  std::vector<Named> named;
  std::erase_if(waiting_, [&](Waiting& waiting) {
    const std::string before = waiting.frame.name;
    if (!name_now(waiting.frame))
      return false;
    if (waiting.frame.name != before)
      named.push_back({waiting.row, std::move(waiting.frame)});
    return true;
  });
  return named;
}

void FrameNames::apply(const reader::FunctionName& name, ResolvedFrame& frame) {
  const char* lost = name.lost;
  if (name_bytes_ > kMaxBytesOfNames)
    lost = "name-memory-full";
  if (lost != nullptr) {
    lost_[lost]++;
    return;
  }
  if (name.source == kNameSourceNone) {
    frame.name = name_by_address(module_of(frame), name.start);
    return;
  }
  frame.source = name.source;
  frame.file = name.file;
  frame.name = is_named_by_file(name.source)
                   ? name_in_file(module_of(frame), name.start, name.source, name.file)
                   : name.name;
  name_bytes_ += frame.name.size() + frame.file.size();
}

}  // namespace meshprof
