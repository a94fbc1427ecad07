// SPDX-License-Identifier: Apache-2.0
#include "cfi_comparison.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <sys/stat.h>

#include <cstdlib>
#include <cstring>
#include <sstream>

#include "../function_decoder.h"
#include "symbols/unique_fd.h"

namespace meshprof::test {
namespace {

std::string text_of(const Dwarf_Op* ops, size_t count) {
  std::ostringstream text;
  for (size_t i = 0; i < count; i++)
    text << " " << int{ops[i].atom} << ":" << static_cast<int64_t>(ops[i].number) << ":"
         << static_cast<int64_t>(ops[i].number2);
  return text.str();
}

// A based address at the start of an expression.
bool starts_with_base(const Dwarf_Op* ops, size_t count, uint8_t base, int64_t offset) {
  if (count == 0)
    return false;
  if (ops[0].atom == DW_OP_bregx)
    return ops[0].number == base && static_cast<int64_t>(ops[0].number2) == offset;
  return ops[0].atom == DW_OP_breg0 + base && static_cast<int64_t>(ops[0].number) == offset;
}

bool is_same_cfa(const CfaRule& rule, const Dwarf_Op* ops, size_t count) {
  if (rule.kind == CfaKind::kUnsupported)
    return true;  // counted apart
  if (!starts_with_base(ops, count, rule.base, rule.offset))
    return false;
  if (rule.kind == CfaKind::kLinkageTable) {
    return count == 9 && ops[1].atom == DW_OP_breg16 && ops[2].atom == DW_OP_lit15 &&
           ops[3].atom == DW_OP_and && ops[4].atom == DW_OP_lit0 + rule.addend &&
           ops[5].atom == DW_OP_ge && ops[6].atom == DW_OP_lit3 && ops[7].atom == DW_OP_shl &&
           ops[8].atom == DW_OP_plus;
  }
  if (rule.kind == CfaKind::kRegister)
    return count == 1;
  if (rule.kind == CfaKind::kIndexedDereference) {
    if (count < 5 || !starts_with_base(ops + 1, 1, rule.index, 0) || ops[2].atom != DW_OP_lit8 ||
        ops[3].atom != DW_OP_mul || ops[4].atom != DW_OP_plus)
      return false;
    ops += 4;
    count -= 4;
  }
  if (count < 2 || ops[1].atom != DW_OP_deref)
    return false;
  return rule.addend == 0 ? count == 2
                          : count == 3 && ops[2].atom == DW_OP_plus_uconst &&
                                static_cast<int64_t>(ops[2].number) == rule.addend;
}

// What dwarf_frame_register() answers for each kind of rule (its comment in libdw.h).
bool is_same_rule(const RegisterRule& rule, const Dwarf_Op* ops, size_t count,
                  const Dwarf_Op* memory) {
  switch (rule.kind) {
  case RuleKind::kSame:
    return count == 0 && ops == nullptr;
  case RuleKind::kUndefined:
    return count == 0 && ops == memory;
  case RuleKind::kAtCfa:
    return count >= 1 && ops[0].atom == DW_OP_call_frame_cfa &&
           (rule.offset == 0 ? count == 1
                             : count == 2 && ops[1].atom == DW_OP_plus_uconst &&
                                   static_cast<int64_t>(ops[1].number) == rule.offset);
  case RuleKind::kCfaValue:
    return count == 3 && ops[0].atom == DW_OP_call_frame_cfa &&
           static_cast<int64_t>(ops[1].number) == rule.offset && ops[2].atom == DW_OP_stack_value;
  case RuleKind::kAtRegister:
    // The expression starts with the CFA on its stack (DWARF 5, 6.4.2.3).
    return count == 2 && ops[0].atom == DW_OP_call_frame_cfa &&
           starts_with_base(ops + 1, 1, rule.base, rule.offset);
  case RuleKind::kInRegister:
    return count == 1 && (ops[0].atom == DW_OP_reg0 + rule.base ||
                          (ops[0].atom == DW_OP_regx && ops[0].number == rule.base));
  case RuleKind::kUnsupported:
    return true;
  }
  return false;
}

class Comparer {
 public:
  Comparer(Dwarf_CFI* cfi, int fd, uint64_t file_bytes) : cfi_(cfi), decoder_(fd, file_bytes) {}

  void compare_function(uint64_t start, uint64_t limit) {
    result.functions++;
    const DecodedFunction ours = decoder_.decode(start);
    if (ours.status != DecodeStatus::kFound || ours.function.start != start ||
        ours.function.limit != limit) {
      differ(start, "another function, or none");
      return;
    }
    for (uint64_t at = start; at < limit;) {
      Dwarf_Frame* frame = nullptr;
      Dwarf_Addr row_start = 0, row_limit = 0;
      bool is_signal = false;
      if (dwarf_cfi_addrframe(cfi_, at, &frame) != 0) {
        differ(at, std::string("libdw: ") + dwarf_errmsg(-1));
        return;
      }
      dwarf_frame_info(frame, &row_start, &row_limit, &is_signal);
      if (is_signal != ours.function.signal_frame)
        differ(at, "signal frame");
      compare_row(frame, at, find_row(ours.function, at));
      compare_row(frame, row_limit - 1, find_row(ours.function, row_limit - 1));
      result.rows++;
      free(frame);
      at = row_limit;
    }
  }

  CfiComparison result;

 private:
  void compare_row(Dwarf_Frame* frame, uint64_t address, const UnwindRow* row) {
    if (row == nullptr) {
      differ(address, "no row");
      return;
    }
    Dwarf_Op* ops = nullptr;
    size_t count = 0;
    dwarf_frame_cfa(frame, &ops, &count);
    if (!is_same_cfa(row->cfa, ops, count))
      differ(address, "CFA" + text_of(ops, count));
    bool unsupported = row->cfa.kind == CfaKind::kUnsupported;
    for (size_t i = 0; i < kSavedRegisters; i++) {
      if (i == kSavedRsp && row->saved[i].kind == RuleKind::kSame)
        continue;  // ours is CFA + 0 by convention
      Dwarf_Op memory[3];
      Dwarf_Op* register_ops = nullptr;
      dwarf_frame_register(frame, kSavedRegisterNumbers[i], memory, &register_ops, &count);
      // elfutils' table of what the ABI preserves where no rule is given (x86_64_cfi.c) lacks rbx.
      const bool is_default_rbx = i == kSavedRbx && row->saved[i].kind == RuleKind::kSame &&
                                  count == 0 && register_ops == memory;
      if (!is_same_rule(row->saved[i], register_ops, count, memory) && !is_default_rbx)
        differ(address, "register " + std::to_string(kSavedRegisterNumbers[i]) +
                            text_of(register_ops, count));
      unsupported |= row->saved[i].kind == RuleKind::kUnsupported;
    }
    if (unsupported && address == row->start) {
      result.unsupported++;
      result.unsupported_at.push_back(address);
    }
  }

  void differ(uint64_t address, const std::string& what) {
    std::ostringstream text;
    text << std::hex << address << ": " << what;
    if (result.differences++ < 20)
      result.examples.push_back(text.str());
  }

  Dwarf_CFI* cfi_;
  FunctionDecoder decoder_;
};

Elf_Data* eh_frame_data(Elf* elf, GElf_Shdr* header) {
  size_t names = 0;
  elf_getshdrstrndx(elf, &names);
  for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf, section)) != nullptr;) {
    gelf_getshdr(section, header);
    const char* name = elf_strptr(elf, names, header->sh_name);
    if (name != nullptr && std::string(name) == ".eh_frame")
      return elf_rawdata(section, nullptr);
  }
  return nullptr;
}

// First addresses and limits of all FDEs, decoded here for the one encoding that compilers write.
std::vector<std::pair<uint64_t, uint64_t>> covered_ranges(Elf* elf) {
  GElf_Shdr header;
  Elf_Data* data = eh_frame_data(elf, &header);
  GElf_Ehdr elf_header;
  const auto* ident = reinterpret_cast<const unsigned char*>(elf_getident(elf, nullptr));
  std::vector<std::pair<uint64_t, uint64_t>> ranges;
  if (data == nullptr || gelf_getehdr(elf, &elf_header) == nullptr)
    return ranges;
  Dwarf_CFI_Entry entry;
  for (Dwarf_Off at = 0, next = 0; dwarf_next_cfi(ident, data, true, at, &next, &entry) == 0;
       at = next) {
    if (dwarf_cfi_cie_p(&entry) || entry.fde.end - entry.fde.start < 8)
      continue;
    const auto place = header.sh_addr +
                       static_cast<uint64_t>(entry.fde.start - static_cast<uint8_t*>(data->d_buf));
    int32_t words[2];
    memcpy(words, entry.fde.start, sizeof words);
    const uint64_t start = place + static_cast<uint64_t>(int64_t{words[0]});
    ranges.emplace_back(start, start + static_cast<uint32_t>(words[1]));
  }
  return ranges;
}

}  // namespace

CfiComparison compare_cfi(const std::string& path, unsigned step) {
  CfiComparison nothing;
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status{};
  if (!file || fstat(file.get(), &status) != 0) {
    nothing.problem = "cannot be opened";
    return nothing;
  }
  elf_version(EV_CURRENT);
  Elf* elf = elf_begin(file.get(), ELF_C_READ_MMAP, nullptr);
  Dwarf_CFI* cfi = elf == nullptr ? nullptr : dwarf_getcfi_elf(elf);
  if (cfi == nullptr) {
    nothing.problem = "libdw finds no call frame information";
    elf_end(elf);
    return nothing;
  }
  Comparer comparer(cfi, file.get(), static_cast<uint64_t>(status.st_size));
  const auto ranges = covered_ranges(elf);
  for (size_t i = 0; i < ranges.size(); i += step) {
    if (ranges[i].second > ranges[i].first)
      comparer.compare_function(ranges[i].first, ranges[i].second);
  }
  dwarf_cfi_end(cfi);
  elf_end(elf);
  return comparer.result;
}

}  // namespace meshprof::test
