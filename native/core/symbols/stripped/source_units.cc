// SPDX-License-Identifier: Apache-2.0
#include "source_units.h"

#include <string_view>
#include <unordered_map>

namespace meshprof::stripped {
namespace {

// Of files, how many may be found in two places: those that are compiled twice, or that others
// include. The order of a linker that sorts functions breaks up far more.
constexpr size_t kFilesPerScattered = 200;

// Functions that name the same file, with no function that names another in between.
struct Run {
  uint64_t file;
  uint32_t first, last;  // functions
  const Section* section;
  bool is_only_one = true;  // of this file in this section
};

// LLD and mold put read-only data below the code, and then keep a section's functions in the order
// of the files linked; GNU's linkers collect rarely used ones of all files in front.
bool keeps_order_of_units(const LoadedSections& layout, const Section& section) {
  const Section* texts = layout.named(".rodata");
  return texts != nullptr && texts->address < section.address;
}

// Compilers and linkers name theirs with a dot in front.
bool is_named_in_source(const Section& section) {
  return !section.name.empty() && section.name[0] != '.';
}

class Units {
 public:
  Units(const LoadedSections& layout, const FunctionIndex& functions, const FileNames& files,
        const std::vector<CodeFacts>& facts)
      : layout_(layout), functions_(functions), files_(files), facts_(facts) {}

  std::vector<uint64_t> find() {
    find_runs();
    if (mark_scattered() * kFilesPerScattered > runs_.size())
      return {};
    std::vector<uint64_t> units(functions_.size());
    for (size_t run = 0; run < runs_.size(); run++) {
      if (!runs_[run].is_only_one)
        continue;
      for (uint32_t i = runs_[run].first + 1; i < runs_[run].last; i++) {
        if (facts_[i].file == SourceLocations::kNone && is_proven(run, i))
          units[i] = runs_[run].file;
      }
    }
    return units;
  }

 private:
  void find_runs() {
    for (uint32_t i = 0; i < functions_.size(); i++) {
      const uint64_t file = facts_[i].file;
      if (file == SourceLocations::kNone || file == SourceLocations::kSeveral)
        continue;
      const Section* section = layout_.at(functions_[i].start);
      if (section == nullptr || !keeps_order_of_units(layout_, *section))
        continue;
      if (runs_.empty() || runs_.back().section != section || !is_of(runs_.back(), file))
        runs_.push_back({file, i, i, section});
      Run& run = runs_.back();
      run.last = i;
      // A function may name the path's last part alone.
      if (files_.at(file).size() > files_.at(run.file).size())
        run.file = file;
    }
  }

  bool is_of(const Run& run, uint64_t file) const {
    return run.file == file || files_.are_same_file(run.file, file);
  }

  // Returns the number of runs of a file that has another in the same section.
  size_t mark_scattered() {
    std::unordered_map<std::string_view, Run*> known;
    size_t scattered = 0;
    for (Run& run : runs_) {
      const auto [other, is_new] = known.try_emplace(files_.at(run.file), &run);
      if (!is_new && other->second->section == run.section) {
        other->second->is_only_one = run.is_only_one = false;
        scattered++;
      }
      other->second = &run;
    }
    return scattered;
  }

  // That it lies between functions of a unit says that it was compiled with them, even if headers
  // brought it. But such a copy may serve the whole program: then the unit says nothing about it.
  bool is_proven(size_t run, uint32_t function) const {
    return is_named_in_source(*runs_[run].section) || serves_only(runs_[run], function) ||
           cannot_be_a_copy(run, function);
  }

  bool serves_only(const Run& run, uint32_t function) const {
    const CodeFacts& facts = facts_[function];
    return facts.first_referrer != CodeFacts::kNobody && !facts.has_other_referrers &&
           facts.first_referrer >= run.first && facts.last_referrer <= run.last;
  }

  // Of a function that headers bring to several units the linker keeps the first copy, and units
  // that call it have one. So what is called from a unit that lies before was compiled in this one
  // alone.
  bool cannot_be_a_copy(size_t run, uint32_t function) const {
    return run > 0 && runs_[run - 1].section == runs_[run].section &&
           facts_[function].first_referrer <= runs_[run - 1].last &&
           runs_[run].section->holds(functions_[facts_[function].first_referrer].start);
  }

  const LoadedSections& layout_;
  const FunctionIndex& functions_;
  const FileNames& files_;
  const std::vector<CodeFacts>& facts_;
  std::vector<Run> runs_;  // by address
};

}  // namespace

std::vector<uint64_t> find_source_units(const LoadedSections& layout,
                                        const FunctionIndex& functions, const FileNames& files,
                                        const std::vector<CodeFacts>& facts) {
  return Units(layout, functions, files, facts).find();
}

}  // namespace meshprof::stripped
