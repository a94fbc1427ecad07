// SPDX-License-Identifier: Apache-2.0
#include "check.h"
#include "named_frame.h"

int main() {
  using namespace meshprof::test;
  meshprof::reader::Readers::configure({built_reader(), "", ""});
  int failed = 0;
  std::cout << "1.." << cases().size() << "\n";
  for (size_t i = 0; i < cases().size(); i++) {
    failures().clear();
    skip_reason().clear();
    cases()[i].run();
    std::cout << (failures().empty() ? "ok " : "not ok ") << i + 1 << " - " << cases()[i].name
              << (skip_reason().empty() ? "" : " # SKIP " + skip_reason()) << "\n";
    for (const std::string& failure : failures())
      std::cout << "# " << failure << "\n";
    failed += failures().empty() ? 0 : 1;
    std::cout.flush();
  }
  return failed == 0 ? 0 : 1;
}
