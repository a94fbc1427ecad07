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

// A back reference of the Itanium ABI: S_, S0_, … S9_, SA_, …
std::string cpp_reference(int index) {
  constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string digits;
  for (int rest = index; rest > 0; rest = (rest - 1) / 36)
    digits.insert(digits.begin(), kDigits[static_cast<size_t>((rest - 1) % 36)]);
  return "S" + digits + "_";
}

// A back reference of Rust's v0 scheme to a byte of the name, counted after `_R`.
std::string rust_reference(size_t position) {
  constexpr std::string_view kDigits =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string digits(1, kDigits[(position - 1) % 62]);
  for (size_t rest = (position - 1) / 62; rest > 0; rest /= 62)
    digits.insert(digits.begin(), kDigits[rest % 62]);
  return "B" + digits + "_";
}

TEST("a short C++ name that stands for 2^60 pieces costs little") {
  // f(A<int>, A<A<int>, A<int>>, …): each argument is made of the one before, twice.
  std::string name = "_Z1f1AIiE";
  for (int i = 1; i <= 60; i++)
    name += "S_I" + cpp_reference(i) + cpp_reference(i) + "E";
  const std::string demangled = demangle(name);
  CHECK(demangled.starts_with("f(A<int>, A<A<int>, A<int> >, A<A<A<int>, A<int> >, "));
  CHECK_EQ(demangled.size(), kMaxNameBytes + 1);
}

TEST("a short Rust name that stands for 2^60 pieces costs little") {
  std::string name = "_RINvC1a1fTjjE";
  size_t previous = name.size() - 6;
  for (int i = 0; i < 60; i++) {
    const size_t here = name.size() - 2;
    name += "T" + rust_reference(previous) + rust_reference(previous) + "E";
    previous = here;
  }
  const std::string demangled = demangle(name + "E");
  CHECK(demangled.starts_with("a::f::<(usize, usize), ((usize, usize), (usize, usize)), "));
  CHECK_EQ(demangled.size(), kMaxNameBytes + 1);
}

TEST("a short name whose parameter pack takes 2^40 steps to search stays mangled") {
  const auto with_levels = [](int levels) {
    std::string name = "_Z1fIJiEEvDp1BI1CI";
    for (int i = 1; i < levels; i++)
      name += "S1_I";
    name += "iE";
    for (int i = 1; i < levels; i++)
      name += cpp_reference(i + 2) + "E";
    return name + "E";
  };
  CHECK_EQ(demangle(with_levels(40)), with_levels(40));
  CHECK_EQ(demangle(with_levels(2)), "void f<int>((B<C<C<int>, C<int> > >)...)");
  // Many references, but a pattern that needs no search.
  std::string forwards = "_Z1fIJR1AS1_";
  for (int i = 0; i < 30; i++)
    forwards += "S1_";
  CHECK(demangle(forwards + "EEvDpOT_").starts_with("void f<A&, A&, "));
}

TEST("a Rust name that refers to itself ends") {
  CHECK_EQ(demangle("_RB_sSAA8PSSIEDEE"), "_RB_sSAA8PSSIEDEE");
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
  CHECK(is_better_alias("__vdso_time", "time"));
  CHECK(!is_better_alias("time", "__vdso_time"));
}

TEST("code without a name is named by file and address") {
  CHECK_EQ(name_by_address(base_name("/usr/bin/envoy"), 0x1f00), "envoy+0x1f00");
  CHECK_EQ(name_by_address(base_name("[vdso]"), 0), "[vdso]+0x0");
  CHECK_EQ(name_by_address(base_name("/odd/\n"), 1), "?+0x1");
}

}  // namespace
}  // namespace meshprof
