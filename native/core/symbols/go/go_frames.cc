// SPDX-License-Identifier: Apache-2.0
#include "go_frames.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "../read_fully.h"

namespace meshprof {
namespace {

constexpr size_t kMaxRows = 100'000;
constexpr uint64_t kMaxCodeBytes = 1 << 20;
constexpr int32_t kMaxFrameBytes = 1 << 30;

using Rule = GoFrameRow::Rule;

template <size_t kCount>
bool is_one_of(std::string_view name, const std::string_view (&names)[kCount]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// Where stacks start. Go 1.17 and later flag them.
bool starts_stack(std::string_view name, uint8_t flags) {
  static constexpr std::string_view kNames[] = {"runtime.goexit", "runtime.mstart",
                                                "runtime.rt0_go", "_rt0_amd64_linux", "_rt0_amd64"};
  // On Linux a signal handler's caller is known, though Go's own stack traces stop there.
  return ((flags & GoPclntab::kTopFrame) != 0 && name != "runtime.sigtramp") ||
         is_one_of(name, kNames);
}

// These have left the goroutine for good when they call on: what they call works for the scheduler.
bool leaves_stack(std::string_view name) {
  static constexpr std::string_view kNames[] = {"runtime.mcall", "runtime.morestack"};
  return is_one_of(name, kNames);
}

// These call on on another stack, and return. Flagged from Go 1.17 on.
bool switches_stack(std::string_view name) {
  static constexpr std::string_view kNames[] = {"runtime.systemstack", "runtime.asmcgocall",
                                                "runtime.cgocallback"};
  return is_one_of(name, kNames);
}

bool is_signal_return(std::string_view name) {
  return name == "runtime.sigreturn" || name == "runtime.sigreturn__sigaction";
}

std::string read_code(int fd, const ElfLayout& layout, uint64_t start, uint64_t limit) {
  const auto place = layout.locate(start);
  if (!place)
    return "";
  std::string code(std::min({limit - start, place->file_bytes, kMaxCodeBytes}), '\0');
  code.resize(read_fully(fd, code.data(), code.size(), place->offset));
  return code;
}

unsigned byte_at(std::string_view code, uint64_t at) {
  return at < code.size() ? static_cast<unsigned char>(code[at]) : 0;
}

// Length of an instruction on rbp and `offset(%rsp)` at `at`: 48 `opcode` and the operands; 0 where
// it is another one. Go 1.20 and older save the frame pointer with `mov` (89) and set it with `lea`
// (8d).
uint64_t frame_pointer_access(std::string_view code, uint64_t at, unsigned opcode,
                              uint32_t offset) {
  if (byte_at(code, at) != 0x48 || byte_at(code, at + 1) != opcode || byte_at(code, at + 3) != 0x24)
    return 0;
  if (byte_at(code, at + 2) == 0x6c && byte_at(code, at + 4) == offset && offset < 0x80)
    return 5;
  if (byte_at(code, at + 2) == 0xac && ByteView(code).read<uint32_t>(at + 4) == offset)
    return 8;
  return 0;
}

// Length of `mov %rsp, %rbp` at `at`, or 0.
uint64_t frame_pointer_copy(std::string_view code, uint64_t at) {
  return byte_at(code, at) == 0x48 && byte_at(code, at + 1) == 0x89 && byte_at(code, at + 2) == 0xe5
             ? 3
             : 0;
}

// The first byte behind an instruction that loads the stack pointer from a register or from memory:
// `mov …, %rsp` in assembly of the runtime.
std::optional<uint64_t> stack_pointer_write(std::string_view code) {
  for (uint64_t at = 0; at + 3 <= code.size(); at++) {
    const unsigned prefix = byte_at(code, at), opcode = byte_at(code, at + 1);
    const unsigned operands = byte_at(code, at + 2), mode = operands >> 6;
    if (prefix != 0x48 && prefix != 0x49 && prefix != 0x4c)
      continue;
    const bool is_load = opcode == 0x8b && (operands & 0x38) == 0x20 && mode != 3 && prefix != 0x4c;
    const bool is_copy = opcode == 0x89 && mode == 3 && (operands & 7) == 4 && prefix != 0x49;
    if (is_copy)
      return at + 3;
    if (is_load)
      return at + 3 + ((operands & 7) == 4 ? 1 : 0) + (mode == 1 ? 1 : mode == 2 ? 4 : 0);
  }
  return std::nullopt;
}

// Rows of the offsets in the table, with what the code shows about rbp. `uses_frame_pointer`: the
// function moves rsp in ways that the table does not know, so its own rbp is what counts once it is
// set. (Go's assembler sets it up in every function with a frame, and the runtime's assembly leaves
// it alone where it changes stacks: "The original frame pointer is stored in BP, which is useful
// for stack unwinding".)
class RowsOfTable {
 public:
  RowsOfTable(std::string_view code, uint64_t start, bool uses_frame_pointer)
      : code_(code), start_(start), uses_frame_pointer_(uses_frame_pointer) {}

  bool add(uint64_t from, uint64_t to, int32_t offset) {
    if (offset < 0 || offset > kMaxFrameBytes || rows.size() >= kMaxRows)
      return false;
    const auto bytes = static_cast<uint32_t>(offset);
    const bool grows = before_ == 0 && bytes != 0;
    before_ = bytes;
    // Code behind a `ret` is reached from where the frame was set up.
    saved_rbp_ = bytes >= 8 && (saved_before_ || (grows && bytes == 8 && is_behind_push(from)));
    owns_rbp_ = bytes >= 8 && owned_before_;
    if (bytes < 16 || !owns_rbp_)
      is_second_ = false;
    push(from, bytes);
    if (owns_rbp_ && bytes >= 16 && !is_second_)
      find_second(from, to, bytes);
    if (bytes < 8 || owns_rbp_)
      return true;
    uint64_t at = from;
    if (!saved_rbp_) {
      const uint64_t store = frame_pointer_access(code_, at, 0x89, bytes - 8);
      if (store == 0 || at + store >= to)
        return true;
      saved_rbp_ = true;
      push(at += store, bytes);
    }
    saved_before_ = true;
    const uint64_t set = bytes == 8 ? frame_pointer_copy(code_, at)
                                    : frame_pointer_access(code_, at, 0x8d, bytes - 8);
    owns_rbp_ = owned_before_ = set != 0;
    if (owns_rbp_ && uses_frame_pointer_ && at + set < to)
      push(at + set, bytes);
    return true;
  }

  std::vector<GoFrameRow> rows;

 private:
  bool is_behind_push(uint64_t at) const { return at > 0 && byte_at(code_, at - 1) == 0x55; }

  void push(uint64_t from, uint32_t bytes) {
    const bool by_rbp = uses_frame_pointer_ && owns_rbp_;
    rows.push_back({start_ + from, by_rbp ? Rule::kFramePointer : Rule::kStackPointer,
                    by_rbp ? 16 : bytes + 8, saved_rbp_, !by_rbp && is_second_});
  }

  // rbp is saved once more, right below where it points, and set to there.
  void find_second(uint64_t from, uint64_t to, uint32_t bytes) {
    const uint64_t store = frame_pointer_access(code_, from, 0x89, bytes - 16);
    const uint64_t set = frame_pointer_access(code_, from + store, 0x8d, bytes - 16);
    if (store == 0 || set == 0)
      return;
    is_second_ = true;
    if (from + store + set < to)
      push(from + store + set, bytes);
  }

  std::string_view code_;
  uint64_t start_;
  bool uses_frame_pointer_;
  uint32_t before_ = 0;
  bool saved_rbp_ = false, saved_before_ = false;
  bool owns_rbp_ = false, owned_before_ = false;  // it is this function's own
  bool is_second_ = false;                        // GoFrameRow.has_second_frame_pointer
};

// What stack the function is on behind the first change of the stack pointer is unknown, where its
// own rbp does not tell.
void replace_unproven(std::vector<GoFrameRow>* rows, uint64_t address, Rule rule) {
  for (GoFrameRow& row : *rows) {
    if (row.start >= address && row.rule == Rule::kStackPointer)
      row = {row.start, rule, 0, false};
  }
  const auto after =
      std::upper_bound(rows->begin(), rows->end(), address,
                       [](uint64_t value, const GoFrameRow& row) { return value < row.start; });
  if (after == rows->begin() || (after - 1)->rule != Rule::kStackPointer)
    return;
  rows->insert(after, {address, rule, 0, false});
}

}  // namespace

std::optional<GoFrameRows> find_go_frames(const GoModule& module, int fd, const ElfLayout& layout,
                                          uint64_t address) {
  const auto index = module.find(address);
  const auto function = index ? module.table().function(*index) : std::nullopt;
  if (!function)
    return std::nullopt;
  GoFrameRows frames{module.address_of(function->start), module.address_of(function->limit), {}};
  const std::string_view name = module.table().name(*function).value_or("");
  if (is_signal_return(name)) {
    frames.rows.push_back({frames.start, Rule::kSignal, 0, false});
    return frames;
  }
  if (starts_stack(name, function->flags)) {
    frames.rows.push_back({frames.start, Rule::kEnd, 0, false});
    return frames;
  }
  if (function->pcsp_offset == 0)
    return std::nullopt;  // C code that Go's linker put in: .eh_frame knows it

  const std::string code = read_code(fd, layout, frames.start, frames.limit);
  const bool leaves = leaves_stack(name);
  const bool moves =
      (function->flags & GoPclntab::kWritesStackPointer) != 0 || switches_stack(name);
  RowsOfTable table(code, frames.start, moves && !leaves);
  bool is_sound = true;
  uint64_t covered = 0;
  const auto add = [&](uint64_t from, uint64_t to, int32_t offset) {
    covered = to;
    return is_sound = from < frames.limit - frames.start && table.add(from, to, offset);
  };
  if (!module.table().each_value(function->pcsp_offset, add) || !is_sound)
    return std::nullopt;
  frames.rows = std::move(table.rows);
  // Behind the last instruction lies padding.
  if (frames.start + covered < frames.limit)
    frames.rows.push_back({frames.start + covered, Rule::kUnknown, 0, false});
  if (moves || leaves) {
    const uint64_t write = stack_pointer_write(code).value_or(0);
    replace_unproven(&frames.rows, frames.start + write, leaves ? Rule::kEnd : Rule::kUnknown);
  }
  return frames;
}

}  // namespace meshprof
