// SPDX-License-Identifier: Apache-2.0
#include "index_sources.h"

#include <sys/stat.h>

#include "symbols/debug/debug_data.h"
#include "symbols/debug/debug_file.h"
#include "symbols/display_name.h"
#include "symbols/go/go_functions.h"
#include "symbols/pack/symbol_pack.h"
#include "symbols/stripped/stripped_names.h"

namespace meshprof::reader {
namespace {

uint64_t size_of(int fd) {
  struct stat status{};
  return fstat(fd, &status) == 0 ? static_cast<uint64_t>(status.st_size) : 0;
}

class Sources {
 public:
  void add(std::vector<NamedFunction> functions, const std::string& problem) {
    if (problem_.empty())
      problem_ = problem;
    lists_.push_back(std::move(functions));
  }
  void add(NamedFunctions names) { add(std::move(names.functions), names.problem); }

  IndexContent compose() {
    IndexContent content = {std::move(lists_), {}, std::move(problem_)};
    content.ranges = compose_functions(content.sources);
    return content;
  }

 private:
  std::vector<std::vector<NamedFunction>> lists_;
  std::string problem_;
};

}  // namespace

IndexContent read_index_sources(const ElfImage& binary, const std::vector<Attached>& attached) {
  const int fd = binary.fd();
  const std::optional<ElfLayout> layout = read_elf_layout(fd, binary.file_bytes());
  if (!layout)
    return {};
  const BinaryIdentity identity = read_binary_identity(fd, *layout, binary.build_id());
  Sources sources;
  sources.add(read_debug_data(fd, *layout));
  // Several may be tried; those that belong to another build are no problem of this one.
  for (const Attached& file : attached) {
    if (file.what == Attachment::kDebugFile &&
        why_not_debug_file(identity, file.file.get(), size_of(file.file.get())).empty())
      sources.add(read_debug_file(identity, file.file.get(), size_of(file.file.get())));
  }
  sources.add(read_go_functions(fd, *layout));
  for (const Attached& file : attached) {
    if (file.what == Attachment::kSymbolPack)
      sources.add(read_symbol_pack(file.file.get(), size_of(file.file.get()), binary.build_id()));
  }
  // Names of the kind `module+0x… in file` are made by the client: it knows what the module is
  // called where it is mapped, and hundreds of thousands of them would fill the index.
  stripped::StrippedNames stripped = stripped::read_stripped_names(fd, binary.file_bytes(), "");
  for (NamedFunction& function : stripped.functions) {
    if (is_named_by_file(function.source))
      function.name = function.file;
  }
  sources.add(std::move(stripped.functions), stripped.problem);
  return sources.compose();
}

}  // namespace meshprof::reader
