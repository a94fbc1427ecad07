// SPDX-License-Identifier: Apache-2.0
// libFuzzer: whatever a reader answers, what is taken from it is sound. The first byte says which
// answer the rest is.
#include <cstddef>
#include <cstdint>

#include "reader/client/answers.h"
#include "reader/unwind_message.h"
#include "symbols/display_name.h"
#include "symbols/resolved_frame.h"

namespace {

using namespace meshprof;
using namespace meshprof::reader;

void expect(bool condition) {
  if (!condition)
    __builtin_trap();
}

void expect_names(const Message& answer) {
  const auto names = parse_names(answer);
  if (!names)
    return;
  for (const auto& [address, name] : *names) {
    expect(name.start <= address && name.name.size() <= kMaxNameBytes);
    expect(display_name(name.name) == name.name && display_name(name.file) == name.file);
    expect((name.source == kNameSourceNone) == name.name.empty());
  }
}

void expect_function(const Message& answer) {
  const auto part = parse_unwound(answer);
  if (!part || part->decoded.status != DecodeStatus::kFound)
    return;
  for (const UnwindRow& row : part->decoded.function.rows) {
    expect(row.cfa.base < kRegisters && row.cfa.index < kRegisters);
    for (const RegisterRule& rule : row.saved)
      expect(rule.base < kRegisters && rule.kind <= RuleKind::kUnsupported);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0)
    return 0;
  Message answer;
  answer.body.assign(reinterpret_cast<const char*>(data + 1), size - 1);
  switch (data[0] % 7) {
  case 0:
    expect_names(answer);
    break;
  case 1:
    expect_function(answer);
    break;
  case 2:
    parse_opened(answer);
    break;
  case 3:
    parse_entry_ranges(answer);
    break;
  case 4:
    parse_index_built(answer);
    break;
  case 5:
    parse_attached(answer);
    break;
  case 6:
    parse_identified(answer);
    break;
  }
  return 0;
}
