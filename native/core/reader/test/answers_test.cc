// SPDX-License-Identifier: Apache-2.0
// What a reader that lies can make the agent believe: nothing that is not well-formed.
#include "reader/client/answers.h"

#include "../../symbols/test/check.h"
#include "reader/unwind_message.h"
#include "symbols/resolved_frame.h"

namespace meshprof::reader::test {
namespace {

using meshprof::test::cases;
using meshprof::test::failures;

Message message_of(const BodyWriter& body) {
  Message message;
  message.body = body.body();
  return message;
}

struct Claim {
  uint64_t address = 0x1010, start = 0x1000;
  uint8_t source = kNameSourceSymtab;
  std::string name = "f()";
  std::string file = "";
};

Message names_message(const Claim& claim) {
  return message_of(BodyWriter()
                        .number(claim.address)
                        .number(claim.start)
                        .number(claim.source)
                        .text(claim.name)
                        .text(claim.file));
}

TEST("an honest answer is taken as it is") {
  const auto names = parse_names(names_message({}));
  CHECK(names.has_value());
  CHECK_EQ(names->at(0).first, 0x1010u);
  CHECK_EQ(names->at(0).second.name, "f()");
  CHECK(parse_names(names_message({0x1010, 0x1010, kNameSourceNone, "", ""})).has_value());
}

TEST("names that are not fit to show, not provable or not whole are refused") {
  CHECK(!parse_names(names_message({.name = "a\nb"})).has_value());
  CHECK(!parse_names(names_message({.name = "\xff\xfe"})).has_value());
  CHECK(!parse_names(names_message({.name = std::string(kMaxNameBytes + 1, 'x')})).has_value());
  CHECK(!parse_names(names_message({.file = "\x1b[2J"})).has_value());
  CHECK(!parse_names(names_message({.source = kNameSourceKallsyms})).has_value());
  CHECK(!parse_names(names_message({.source = kNameSourceMarker})).has_value());
  CHECK(!parse_names(names_message({.source = 200})).has_value());
  CHECK(!parse_names(names_message({.source = kNameSourceNone})).has_value());
  CHECK(!parse_names(names_message({.name = ""})).has_value());
  CHECK(!parse_names(names_message({.start = 0x1011})).has_value());
  Message cut = names_message({});
  for (size_t size = 1; size < cut.body.size(); size++) {
    Message part;
    part.body = cut.body.substr(0, size);
    CHECK(!parse_names(part).has_value());
  }
  // A length that reaches far beyond the message.
  CHECK(!parse_names(message_of(BodyWriter()
                                    .number(uint64_t{1})
                                    .number(uint64_t{1})
                                    .number(uint8_t{1})
                                    .number(UINT32_MAX)))
             .has_value());
}

TEST("headers with foreign letters in the build id, or segments without end, are refused") {
  const auto opened = [](const std::string& build_id, uint32_t segments) {
    return parse_opened(
        message_of(BodyWriter().text(build_id).text("").number(uint8_t{0}).number(segments)));
  };
  CHECK(opened("c0ffee", 0).has_value());
  CHECK(!opened("../../etc", 0).has_value());
  CHECK(!opened(std::string(200, 'a'), 0).has_value());
  CHECK(!opened("c0ffee", 1).has_value());
  CHECK(!opened("c0ffee", UINT32_MAX).has_value());
}

DecodedFunction function_with(const UnwindRow& row) {
  return {DecodeStatus::kFound, {0x1000, 0x2000, false, {row}}};
}

TEST("unwinding rows with registers or rules that do not exist are refused") {
  UnwindRow row;
  row.start = 0x1000;
  const auto parse = [](const UnwindRow& of) {
    return parse_unwound(message_of(write_unwound(function_with(of), 0)));
  };
  CHECK(parse(row).has_value());
  UnwindRow bad = row;
  bad.cfa.base = kRegisters;
  CHECK(!parse(bad).has_value());
  bad = row;
  bad.saved[3].base = 200;
  CHECK(!parse(bad).has_value());
  bad = row;
  bad.saved[0].kind = static_cast<RuleKind>(9);
  CHECK(!parse(bad).has_value());
  bad = row;
  bad.start = 0x2000;
  CHECK(!parse(bad).has_value());
  CHECK(!parse_unwound(message_of(BodyWriter().number(uint8_t{0}))).has_value());
}

TEST("every field of a row arrives") {
  UnwindRow row;
  row.start = 0x1234;
  row.cfa = {CfaKind::kIndexedDereference, 3, 5, -40, 16};
  row.frame_pointers_at_calls = 1;
  for (uint8_t i = 0; i < kSavedRegisters; i++)
    row.saved[i] = {static_cast<RuleKind>(i % 7), i, -8 * i};
  const auto arrived = parse_unwound(message_of(write_unwound(function_with(row), 0)));
  CHECK(arrived.has_value());
  if (arrived)
    CHECK(arrived->decoded.function.rows.at(0) == row);
}

TEST("a function with more rows than a message holds arrives in parts") {
  DecodedFunction whole = function_with({});
  whole.function.rows.assign(1'500, {});
  for (size_t i = 0; i < whole.function.rows.size(); i++)
    whole.function.rows[i].start = 0x1000 + i;
  size_t rows = 0;
  uint32_t left = 1;
  while (left > 0 && rows < 2'000) {
    const BodyWriter body = write_unwound(whole, static_cast<uint32_t>(rows));
    CHECK(body.size() <= kMaxMessageBytes - sizeof(MessageHead));
    const auto part = parse_unwound(message_of(body));
    CHECK(part.has_value());
    if (!part)
      return;
    CHECK_EQ(part->decoded.function.rows.at(0).start, 0x1000 + rows);
    rows += part->decoded.function.rows.size();
    left = part->rows_left;
  }
  CHECK_EQ(rows, 1'500u);
}

}  // namespace
}  // namespace meshprof::reader::test
