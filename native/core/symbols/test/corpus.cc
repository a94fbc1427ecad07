// SPDX-License-Identifier: Apache-2.0
// A program for tests of naming: all kinds of functions that C++ compilers and assemblers make. It
// is compiled in several ways, stripped, and both copies are named address by address. It does
// nothing of interest.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

// An assembler function without a size, one with a type and a size, and code that belongs to no
// symbol.
asm(R"(
  .text
  .type sizeless_in_assembler, @function
  .globl sizeless_in_assembler
sizeless_in_assembler:
  ret
  .fill 37, 1, 0xcc
  .type sized_in_assembler, @function
sized_in_assembler:
  nop
  ret
  .size sized_in_assembler, . - sized_in_assembler
  .fill 41, 1, 0xcc
untyped_in_assembler:
  ret
)");

extern "C" {
int c_function(int value) {
  return value * 3;
}
int alias_of_c_function(int value) __attribute__((alias("c_function")));
int __weak_alias_of_c_function(int value) __attribute__((weak, alias("c_function")));
static int (*resolve_indirect())(int) {
  return c_function;
}
int indirect_function(int value) __attribute__((ifunc("resolve_indirect")));
__attribute__((visibility("hidden"), noinline)) int hidden_function(int value) {
  return value ^ 0x55;
}
}

namespace corpus {
namespace {
__attribute__((noinline)) int in_unnamed_namespace(int value) {
  return value + 7;
}
}  // namespace

struct Shape {
  virtual ~Shape() = default;
  virtual double area() const = 0;
};

template <typename Number, int Sides> struct Polygon : Shape {
  explicit Polygon(Number side) : side_(side) {}
  double area() const override { return static_cast<double>(side_ * side_) * Sides; }
  Number side_;
};

template <typename... Values> __attribute__((noinline)) std::string join(Values&&... values) {
  std::string text;
  ((text += std::to_string(values) + ","), ...);
  return text;
}

__attribute__((noinline)) int throws_sometimes(int value) {
  if (value > 1000)
    throw std::to_string(value);
  return value;
}
}  // namespace corpus

int main(int argc, char**) {
  std::vector<std::unique_ptr<corpus::Shape>> shapes;
  shapes.push_back(std::make_unique<corpus::Polygon<int, 3>>(argc));
  shapes.push_back(std::make_unique<corpus::Polygon<double, 4>>(argc));
  std::map<std::string, std::function<double(int)>> functions;
  functions["lambda"] = [&](int value) { return shapes[0]->area() + value; };
  functions["nested"] = [](int value) { return [value] { return value * 0.5; }(); };
  std::sort(shapes.begin(), shapes.end(),
            [](const auto& a, const auto& b) { return a->area() < b->area(); });
  double sum = corpus::in_unnamed_namespace(argc) + indirect_function(argc) + hidden_function(argc);
  for (const auto& [name, function] : functions)
    sum += function(static_cast<int>(name.size()));
  printf("%s %f %d\n", corpus::join(1, 2.5, 3u).c_str(), sum, corpus::throws_sometimes(argc));
}
