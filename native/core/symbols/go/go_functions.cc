// SPDX-License-Identifier: Apache-2.0
#include "go_functions.h"

#include "../resolved_frame.h"
#include "go_module.h"

namespace meshprof {

NamedFunctions read_go_functions(int fd, const ElfLayout& layout) {
  const GoModule::Result go = GoModule::open(fd, layout);
  NamedFunctions result{{}, go.problem};
  if (!go.module)
    return result;
  const GoPclntab& table = go.module->table();
  result.functions.reserve(table.function_count());
  uint64_t bytes = 0;
  for (uint64_t i = 0; i < table.function_count(); i++) {
    const auto function = table.function(i);
    const auto name = function ? table.name(*function) : std::nullopt;
    if (!name || function->start == function->limit)
      continue;
    const std::string_view file = table.file(*function);
    bytes += name->size() + file.size();
    if (bytes > kMaxNamedBytes) {
      result.problem = "its Go function table has longer names than any program";
      break;
    }
    result.functions.push_back({go.module->address_of(function->start),
                                go.module->address_of(function->limit), std::string(*name),
                                std::string(file), kNameSourceGoTable});
  }
  return result;
}

}  // namespace meshprof
