// SPDX-License-Identifier: Apache-2.0
// Runs fuzz targets without libFuzzer, with the sanitizers of the tests: each input of a corpus,
// then changed copies of them for a while, the same ones in the same order each time.
//   fuzz-replay NAME SECONDS REPRODUCER [FILE…]
// What is running stands in the file REPRODUCER, also when it crashes. FUZZ_TARGETS names the
// targets: X(elf) X(go) …
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#define X(name) extern "C" int fuzz_##name(const uint8_t* data, size_t size);
FUZZ_TARGETS
#undef X

namespace {

using Target = int (*)(const uint8_t*, size_t);

constexpr size_t kMaxBytes = 64 * 1024;
constexpr unsigned kHangSeconds = 30;
constexpr unsigned kMostChanges = 8;

Target find(const std::string& wanted) {
#define X(name)                                                                                    \
  if (wanted == #name)                                                                             \
    return fuzz_##name;
  FUZZ_TARGETS
#undef X
  fprintf(stderr, "there is no target %s\n", wanted.c_str());
  exit(2);
}

std::string content_of(const char* file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// A file that holds what is running.
class Reproducer {
 public:
  explicit Reproducer(const char* file) : fd_(open(file, O_RDWR | O_CREAT | O_TRUNC, 0644)) {}
  void note(const std::string& input) const {
    if (pwrite(fd_, input.data(), input.size(), 0) != static_cast<ssize_t>(input.size()) ||
        ftruncate(fd_, static_cast<off_t>(input.size())) != 0)
      abort();
  }

 private:
  int fd_;
};

std::string changed(std::string input, std::mt19937& random) {
  const auto below = [&](size_t limit) { return random() % limit; };
  for (size_t left = 1 + below(kMostChanges); left > 0; left--) {
    const size_t at = below(input.size() + 1), bytes = below(16);
    switch (below(4)) {
    case 0:
      if (at < input.size())
        input[at] = static_cast<char>(input[at] ^ 1 << below(8));
      break;
    case 1:
      if (at < input.size())
        input[at] = static_cast<char>(random());
      break;
    case 2:
      input.erase(at, bytes);
      break;
    case 3:
      input.insert(at, input.substr(below(input.size() + 1), bytes));
      break;
    }
  }
  input.resize(std::min(input.size(), kMaxBytes));
  return input;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4)
    return 2;
  const Target target = find(argv[1]);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(atoi(argv[2]));
  const Reproducer reproducer(argv[3]);
  std::vector<std::string> corpus(argv + 4, argv + argc);
  for (std::string& file : corpus)
    file = content_of(file.c_str()).substr(0, kMaxBytes);
  size_t runs = 0;
  const auto run = [&](const std::string& input) {
    reproducer.note(input);
    alarm(kHangSeconds);
    target(reinterpret_cast<const uint8_t*>(input.data()), input.size());
    runs++;
  };
  for (const std::string& input : corpus)
    run(input);
  std::mt19937 random;
  while (std::chrono::steady_clock::now() < end)
    run(changed(corpus.empty() ? "" : corpus[random() % corpus.size()], random));
  printf("Done %zu runs\n", runs);
  return 0;
}
