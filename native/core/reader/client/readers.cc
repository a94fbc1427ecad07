// SPDX-License-Identifier: Apache-2.0
#include "readers.h"

#include <utility>

namespace meshprof::reader {
namespace {

ReaderOptions& configured() {
  static ReaderOptions options;
  return options;
}

}  // namespace

void Readers::configure(ReaderOptions options) {
  configured() = std::move(options);
}

std::shared_ptr<Readers> Readers::shared() {
  static std::weak_ptr<Readers> running;
  std::shared_ptr<Readers> readers = running.lock();
  if (readers == nullptr)
    running = readers = std::make_shared<Readers>(configured());
  return readers;
}

}  // namespace meshprof::reader
