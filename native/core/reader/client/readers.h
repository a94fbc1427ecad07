// SPDX-License-Identifier: Apache-2.0
// The readers of this program. They run while somebody holds them, shared by all sessions.
#pragma once

#include <memory>

#include "index_cache.h"
#include "name_reader.h"
#include "quick_reader.h"
#include "reader_options.h"

namespace meshprof::reader {

struct Readers {
  explicit Readers(const ReaderOptions& options)
      : cache(options.cache_folder), quick(options.program), names(options, cache) {}

  // For the next ones that are started.
  static void configure(ReaderOptions options);
  static std::shared_ptr<Readers> shared();

  IndexCache cache;
  QuickReader quick;
  NameReader names;
};

}  // namespace meshprof::reader
