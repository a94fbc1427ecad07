// SPDX-License-Identifier: Apache-2.0
// The smallest test harness that serves: TEST(name) { CHECK(…); CHECK_EQ(…); }. main.cc runs all
// and prints TAP.
#pragma once

#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace meshprof::test {

struct Case {
  const char* name;
  void (*run)();
};

inline std::vector<Case>& cases() {
  static std::vector<Case> all;
  return all;
}

// Failures of the running case.
inline std::vector<std::string>& failures() {
  static std::vector<std::string> all;
  return all;
}

// Why the running case cannot be judged on this machine, or empty.
inline std::string& skip_reason() {
  static std::string reason;
  return reason;
}

struct Registration {
  Registration(const char* name, void (*run)()) { cases().push_back({name, run}); }
};

inline void fail(const char* file, int line, const std::string& what) {
  std::ostringstream text;
  text << file << ":" << line << ": " << what;
  failures().push_back(text.str());
}

template <typename A, typename B>
void check_equal(const A& actual, const B& expected, const char* file, int line) {
  if (actual == expected)
    return;
  std::ostringstream text;
  text << "got <" << actual << ">, expected <" << expected << ">";
  fail(file, line, text.str());
}

}  // namespace meshprof::test

#define TEST_JOIN_(a, b) a##b
#define TEST_JOIN(a, b) TEST_JOIN_(a, b)
#define TEST(name)                                                                                 \
  static void TEST_JOIN(test_, __LINE__)();                                                        \
  static const ::meshprof::test::Registration TEST_JOIN(registration_, __LINE__)(                  \
      name, TEST_JOIN(test_, __LINE__));                                                           \
  static void TEST_JOIN(test_, __LINE__)()
#define SKIP(reason)                                                                               \
  do {                                                                                             \
    ::meshprof::test::skip_reason() = (reason);                                                    \
    return;                                                                                        \
  } while (0)
#define CHECK(condition)                                                                           \
  if (!(condition))                                                                                \
  ::meshprof::test::fail(__FILE__, __LINE__, #condition)
#define CHECK_EQ(actual, expected)                                                                 \
  ::meshprof::test::check_equal(actual, expected, __FILE__, __LINE__)
