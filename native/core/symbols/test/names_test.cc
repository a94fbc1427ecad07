// SPDX-License-Identifier: Apache-2.0
// Names: demangling, and text from hostile binaries.
#include "../demangle.h"
#include "../display_name.h"
#include "../resolved_frame.h"
#include "check.h"

namespace meshprof {
namespace {

TEST("C++ names are demangled") {
  CHECK_EQ(demangle("_ZN5Envoy4Http21ConnectionManagerImpl6onDataERNS_6Buffer8InstanceEb"),
           "Envoy::Http::ConnectionManagerImpl::onData(Envoy::Buffer::Instance&, bool)");
  CHECK_EQ(demangle("_ZNSt6vectorIiSaIiEE9push_backEOi"),
           "std::vector<int, std::allocator<int> >::push_back(int&&)");
  CHECK_EQ(demangle("_ZZ4mainENKUlvE_clEv"), "main::{lambda()#1}::operator()() const");
  CHECK_EQ(demangle("_Z3foov.cold"), "foo() [clone .cold]");
}

TEST("Rust names, legacy and v0, are demangled without their hash") {
  CHECK_EQ(demangle("_ZN5hyper5proto2h16decode7Decoder6decode17h0123456789abcdefE"),
           "hyper::proto::h1::decode::Decoder::decode");
  CHECK_EQ(demangle("_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$"
                    "3bar17h930b740aa94f1d3aE"),
           "<Test + 'static as foo::Bar<Test>>::bar");
  CHECK_EQ(demangle("_RNvC6_123foo3bar"), "123foo::bar");
  CHECK_EQ(demangle("_RNCNCNgCs6DXkGYLi8lr_2cc5spawn00B5_"), "cc::spawn::{closure#0}::{closure#0}");
}

TEST("plain and malformed names stay as they are") {
  for (const char* name : {"main", "_Z", "_ZN", "_R", "_RNv", "_Zzzzzz", "SSL_read",
                           "main.burnsInGo", "__libc_start_main"}) {
    CHECK_EQ(demangle(name), name);
  }
}

TEST("a short name that stands for gigabytes costs little") {
  // Each level refers to the one before twice: 2^100 pieces of output.
  std::string type = "1AIiE";
  std::string cpp = "_Z1f" + type;
  for (int i = 0; i < 100; i++) {
    const std::string reference =
        i == 0 ? "S0_" : "S" + std::string(1, static_cast<char>('A' + i % 26)) + "_";
    cpp += "1AI" + reference + reference + "E";
  }
  CHECK(demangle(cpp).size() <= 2 * kMaxNameBytes);

  std::string rust = "_RMC0";
  const int levels = 60;
  std::string previous = "j";
  for (int i = 0; i < levels; i++)
    previous = "T" + previous;
  rust += previous + std::string(levels, 'E');
  CHECK(demangle(rust).size() <= 2 * kMaxNameBytes);
  // Nested back references to the tuple before: `T` `B_`-style doubling.
  std::string doubling = "_RINvC1a1fTjjE";
  for (int i = 0; i < 40; i++)
    doubling += "TB7_B7_E";
  CHECK(demangle(doubling + "E").size() <= 2 * kMaxNameBytes);
}

TEST("a deeply nested name does not exhaust the stack") {
  for (const char* piece : {"P", "N1a", "I", "T", "Dp", "FvP", "XadL", "A_", "St", "Z1fvE"}) {
    std::string name = "_Z1f";
    while (name.size() < kMaxNameBytes - 8)
      name += piece;
    demangle(name + "i");
  }
  for (const char* piece : {"NvNv", "INv", "T", "R", "A", "FG_", "DG_", "YNt", "M"}) {
    std::string name = "_R";
    while (name.size() < kMaxNameBytes - 8)
      name += piece;
    demangle(name + "j");
  }
  CHECK(true);
}

TEST("names come out as valid UTF-8 without control characters") {
  CHECK_EQ(display_name("na\xc3\xafve"), "na\xc3\xafve");
  CHECK_EQ(display_name("a\nb\tc\x7f"), "a?b?c?");
  CHECK_EQ(display_name("\xff\xc0\xaf"), "\ufffd\ufffd\ufffd");
  CHECK_EQ(display_name("\xed\xa0\x80"), "\ufffd\ufffd\ufffd");  // a surrogate
  CHECK_EQ(display_name("cut \xf0\x9f\x98"), "cut \ufffd\ufffd\ufffd");
  CHECK_EQ(display_name(""), "");
}

TEST("long names are cut at the limit, between characters, and end with an ellipsis") {
  const std::string cut = display_name(std::string(1'000'000, 'x'));
  CHECK_EQ(cut.size(), kMaxNameBytes);
  CHECK(cut.ends_with("x\u2026"));
  std::string umlauts;
  while (umlauts.size() < 10'000)
    umlauts += "\u00e4";
  const std::string cut_umlauts = display_name(umlauts);
  CHECK(cut_umlauts.size() <= kMaxNameBytes);
  CHECK(cut_umlauts.ends_with("\u00e4\u2026"));
  CHECK_EQ(display_name(std::string(kMaxNameBytes, 'y')).size(), kMaxNameBytes);
  CHECK(display_name(std::string(kMaxNameBytes, 'y')).ends_with("y"));
}

TEST("of aliases the plain, short name is chosen") {
  CHECK(is_better_alias("write", "__write"));
  CHECK(!is_better_alias("__write", "write"));
  CHECK(is_better_alias("write", "libc_write"));
  CHECK(is_better_alias("a", "b"));
  CHECK(!is_better_alias("a", "a"));
}

TEST("code without a name is named by file and address") {
  CHECK_EQ(name_by_address(base_name("/usr/bin/envoy"), 0x1f00), "envoy+0x1f00");
  CHECK_EQ(name_by_address(base_name("[vdso]"), 0), "[vdso]+0x0");
  CHECK_EQ(name_by_address(base_name("/odd/\n"), 1), "?+0x1");
}

}  // namespace
}  // namespace meshprof
