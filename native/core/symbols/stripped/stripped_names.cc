// SPDX-License-Identifier: Apache-2.0
#include "stripped_names.h"

#include <unordered_set>

#include "../display_name.h"
#include "../named_functions.h"
#include "../resolved_frame.h"
#include "class_names.h"
#include "code_scan.h"
#include "function_wrappers.h"
#include "relocations.h"
#include "source_units.h"
#include "text_search.h"
#include "virtual_functions.h"

namespace meshprof::stripped {
namespace {

// A binary whose functions were inlined across source files says so by functions that name two. One
// in 200 may be a file that another includes; a binary with fewer files than this cannot tell.
constexpr size_t kFilesPerContradiction = 200;
constexpr size_t kMinFiles = 20;

// Texts of __cxa_pure_virtual and __cxa_deleted_virtual in libstdc++ and libc++abi.
constexpr std::string_view kPlaceholderTexts[] = {
    "pure virtual method called\n", "deleted virtual method called\n",
    "Pure virtual function called!", "Deleted virtual function called!"};

// Everything that is read from the file before names are made.
struct Evidence {
  LoadedSections layout;
  FunctionIndex functions;
  PointerData data;
  FileNames files;
  std::vector<CodeFacts> facts;
};

class Namer {
 public:
  // Takes from the evidence what naming does not need.
  Namer(int fd, Evidence& evidence, std::string_view module, StrippedNames* names)
      : evidence_(evidence), module_(module), names_(names),
        classes_(ClassGraph::read(fd, evidence.layout, evidence.data)),
        class_names_(fd, evidence.layout, classes_),
        vtables_(find_vtables(evidence.data, classes_, evidence.functions)) {}

  void run() {
    const std::vector<VirtualFunction> credited = credit_virtual_functions(
        evidence_.data, classes_, class_names_, vtables_, evidence_.functions, evidence_.facts);
    note_wrappers();
    const size_t places = note_places();
    // The names take as much memory as what they are made of.
    evidence_.data = PointerData();
    evidence_.facts = std::vector<CodeFacts>();
    names_->functions.reserve(credited.size() + places);
    auto next = credited.begin();
    for (uint32_t i = 0; i < evidence_.functions.size() && named_bytes_ < kMaxNamedBytes; i++) {
      const bool is_credited = next != credited.end() && next->function == i;
      if (!(is_credited && add_virtual(*next)))
        add_place(i);
      next += is_credited ? 1 : 0;
    }
  }

 private:
  NamedFunction& add(uint32_t function, std::string name, NameSource source) {
    const FunctionRange& range = evidence_.functions[function];
    named_bytes_ += name.size();
    names_->functions.push_back({range.start, range.limit, std::move(name), "", source});
    return names_->functions.back();
  }

  void note_wrappers() {
    for (const Vtable& vtable : vtables_) {
      if (vtable.offset == 0 && vtable.slots == kWrapperSlots)
        wrappers_.insert(vtable.class_index);
    }
  }

  bool add_virtual(const VirtualFunction& credited) {
    const std::string& class_name = class_names_.of(credited.class_index);
    if (class_name.empty())
      return false;
    if (credited.what == VirtualFunction::kSlot && credited.slot == kWrapperCallSlot &&
        credited.offset == 0 && wrappers_.contains(credited.class_index)) {
      if (const auto enclosing = function_around_lambda(class_name)) {
        add(credited.function, *enclosing + "::{lambda}", kNameSourceStdFunction);
        names_->by_std_function++;
        return true;
      }
    }
    const std::string slot = slot_name(credited);
    std::string name;
    name.reserve(class_name.size() + 2 + slot.size());  // growth would double it
    name.append(class_name).append("::").append(slot);
    add(credited.function, std::move(name), kNameSourceVtable);
    names_->by_vtable++;
    return true;
  }

  static std::string slot_name(const VirtualFunction& credited) {
    const std::string slot = "virtual#" + std::to_string(credited.slot);
    switch (credited.what) {
    case VirtualFunction::kSomeSlot:
      return "{virtual}";
    case VirtualFunction::kOverride:
      return "{override of " + slot + "}";
    case VirtualFunction::kSlot:
      break;
    }
    return credited.offset == 0 ? "{" + slot + "}"
                                : "{" + slot + " at +" + std::to_string(credited.offset) + "}";
  }

  // Returns how many functions have a file or a unit.
  size_t note_places() {
    file_of_.resize(evidence_.functions.size());
    if (!files_are_translation_units())
      return 0;
    unit_of_ =
        find_source_units(evidence_.layout, evidence_.functions, evidence_.files, evidence_.facts);
    unit_of_.resize(file_of_.size());
    size_t places = 0;
    for (size_t i = 0; i < file_of_.size(); i++) {
      if (evidence_.facts[i].file > SourceLocations::kSeveral)
        file_of_[i] = evidence_.facts[i].file;
      places += file_of_[i] != 0 || unit_of_[i] != 0 ? 1 : 0;
    }
    return places;
  }

  void add_place(uint32_t function) {
    if (file_of_[function] != 0) {
      add_place(function, file_of_[function], kNameSourceSourceFile);
      names_->by_source_file++;
    } else if (!unit_of_.empty() && unit_of_[function] != 0) {
      add_place(function, unit_of_[function], kNameSourceSourceUnit);
      names_->by_source_unit++;
    }
  }

  void add_place(uint32_t function, uint64_t file_address, NameSource source) {
    const std::string_view file = evidence_.files.at(file_address);
    const uint64_t start = evidence_.functions[function].start;
    add(function, name_in_file(module_, start, source, file), source).file = file;
  }

  bool files_are_translation_units() const {
    std::unordered_set<uint64_t> files;
    size_t with_one = 0, with_several = 0;
    for (const CodeFacts& facts : evidence_.facts) {
      with_several += facts.file == SourceLocations::kSeveral ? 1 : 0;
      if (facts.file > SourceLocations::kSeveral) {
        with_one++;
        files.insert(facts.file);
      }
    }
    return files.size() >= kMinFiles && with_several * kFilesPerContradiction <= with_one;
  }

  Evidence& evidence_;
  const std::string module_;
  StrippedNames* names_;
  const ClassGraph classes_;
  ClassNames class_names_;
  const std::vector<Vtable> vtables_;
  std::unordered_set<uint32_t> wrappers_;  // classes
  // Addresses of names of files, by function; 0 where there is none.
  std::vector<uint64_t> file_of_, unit_of_;
  uint64_t named_bytes_ = 0;
};

}  // namespace

StrippedNames read_stripped_names(int fd, uint64_t file_bytes, std::string_view module) {
  StrippedNames names;
  auto layout = read_loaded_sections(fd, file_bytes);
  if (!layout)
    return names;
  auto functions = read_function_ranges(fd, *layout);
  auto data = read_pointer_data(fd, *layout);
  if (!functions || !data) {
    names.problem = "it has more functions, data or relocations than any program";
    return names;
  }
  if (functions->empty())
    return names;
  Evidence evidence{
      std::move(*layout), FunctionIndex(std::move(*functions)), std::move(*data), FileNames(), {}};
  names.function_count = evidence.functions.size();
  evidence.files = FileNames::read(fd, evidence.layout);
  std::vector<uint64_t> placeholder_texts;
  for (const std::string_view text : kPlaceholderTexts) {
    for (const uint64_t address : find_text(fd, evidence.layout, text))
      placeholder_texts.push_back(address);
  }
  evidence.facts = scan_code(fd, evidence.layout, evidence.functions, evidence.files,
                             placeholder_texts, &evidence.data);
  if (evidence.facts.size() != evidence.functions.size()) {
    names.problem = "it has more code than any program";
    return names;
  }
  Namer(fd, evidence, module, &names).run();
  return names;
}

}  // namespace meshprof::stripped
