// SPDX-License-Identifier: Apache-2.0
// For tests: reads instructions as hexadecimal bytes, one a line, and prints our decoder's length
// of each, 0 where it refuses it. What follows an instruction in memory is made up.
#include <iostream>
#include <string>
#include <vector>

#include "../stripped/instruction.h"

int main() {
  constexpr size_t kMaxInstructionBytes = 15;
  std::string line;
  while (std::getline(std::cin, line)) {
    std::vector<uint8_t> bytes;
    for (size_t i = 0; i + 1 < line.size(); i += 2)
      bytes.push_back(static_cast<uint8_t>(std::stoul(line.substr(i, 2), nullptr, 16)));
    bytes.resize(bytes.size() + kMaxInstructionBytes, 0x90);
    std::cout << int{meshprof::stripped::decode(bytes).length} << "\n";
  }
}
