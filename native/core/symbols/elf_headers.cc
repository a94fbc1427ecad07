// SPDX-License-Identifier: Apache-2.0
#include "elf_headers.h"

#include <elf.h>
#include <gelf.h>
#include <libelf.h>

#include <bit>
#include <cstring>
#include <memory>

#include "read_fully.h"

namespace meshprof {
namespace {

// libelf allocates and touches memory for every header that a file claims to have, so the counts
// are checked before it sees the file. Linked programs have about 10 segments and 40 sections; the
// format's extended counts are not needed.
constexpr unsigned kMaxSegments = 1024;
constexpr unsigned kMaxSections = 65'279;  // SHN_LORESERVE - 1
constexpr uint64_t kMaxNoteBytes = 65'536;
constexpr uint64_t kMaxBuildIdBytes = 64;  // SHA-512; the usual one has 20
constexpr uint64_t kMaxStringBytes = UINT32_MAX;

struct ElfEnd {
  void operator()(Elf* elf) const { elf_end(elf); }
};
using ElfHandle = std::unique_ptr<Elf, ElfEnd>;

template <typename Header> std::string problem_of_counts(const Header& header) {
  if (header.e_phnum > kMaxSegments)
    return "it claims more segments than any program has";
  if (header.e_shnum > kMaxSections)
    return "it claims more sections than any program has";
  // A count of 0 with a table means that the count is in the table's first entry.
  if (header.e_shnum == 0 && header.e_shoff != 0)
    return "it uses the extended section count";
  return "";
}

std::string problem_of_file(int fd, uint64_t file_bytes, bool* is_64_bit) {
  union {
    unsigned char ident[EI_NIDENT];
    Elf32_Ehdr elf32;
    Elf64_Ehdr elf64;
  } header = {};
  const size_t size = read_fully(fd, &header, sizeof header, 0);
  if (size < EI_NIDENT || memcmp(header.ident, ELFMAG, SELFMAG) != 0)
    return "it is not an ELF file";
  constexpr int kNativeData =
      std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
  if (header.ident[EI_DATA] != kNativeData)
    return "its byte order is not this machine's";
  *is_64_bit = header.ident[EI_CLASS] == ELFCLASS64;
  const size_t header_bytes = *is_64_bit ? sizeof header.elf64 : sizeof header.elf32;
  if (size < header_bytes || file_bytes < header_bytes)
    return "its ELF header is cut off";
  return *is_64_bit ? problem_of_counts(header.elf64) : problem_of_counts(header.elf32);
}

bool fits(uint64_t offset, uint64_t size, uint64_t file_bytes) {
  return offset <= file_bytes && size <= file_bytes - offset;
}

std::string to_hex(const unsigned char* bytes, size_t size) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (size_t i = 0; i < size; i++) {
    hex += kDigits[bytes[i] >> 4];
    hex += kDigits[bytes[i] & 0xf];
  }
  return hex;
}

// The GNU build id among the notes of one segment, or empty.
std::string build_id_in(Elf* elf, const GElf_Phdr& segment) {
  const Elf_Type type = segment.p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR;
  Elf_Data* data =
      elf_getdata_rawchunk(elf, static_cast<int64_t>(segment.p_offset), segment.p_filesz, type);
  if (data == nullptr)
    return "";
  GElf_Nhdr note;
  size_t name_offset, content_offset;
  for (size_t at = 0; (at = gelf_getnote(data, at, &note, &name_offset, &content_offset)) > 0;) {
    const char* bytes = static_cast<const char*>(data->d_buf);
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof ELF_NOTE_GNU &&
        memcmp(bytes + name_offset, ELF_NOTE_GNU, sizeof ELF_NOTE_GNU) == 0 &&
        note.n_descsz <= kMaxBuildIdBytes) {
      return to_hex(reinterpret_cast<const unsigned char*>(bytes) + content_offset, note.n_descsz);
    }
  }
  return "";
}

void read_segments(Elf* elf, uint64_t file_bytes, ElfHeaders* headers) {
  size_t count = 0;
  if (elf_getphdrnum(elf, &count) != 0 || count > kMaxSegments) {
    headers->problem = "its segment table cannot be read";
    return;
  }
  for (size_t i = 0; i < count; i++) {
    GElf_Phdr segment;
    if (gelf_getphdr(elf, static_cast<int>(i), &segment) == nullptr) {
      headers->problem = "its segment table cannot be read";
      return;
    }
    if (segment.p_type == PT_LOAD && (segment.p_flags & PF_X) != 0) {
      headers->executable_segments.push_back({segment.p_offset, segment.p_filesz, segment.p_vaddr});
    }
    if (segment.p_type == PT_NOTE && headers->build_id.empty() &&
        segment.p_filesz <= kMaxNoteBytes && fits(segment.p_offset, segment.p_filesz, file_bytes)) {
      headers->build_id = build_id_in(elf, segment);
    }
  }
}

std::string read_symbol_section(Elf* elf, const GElf_Shdr& symbols, uint64_t file_bytes,
                                std::optional<ElfHeaders::SymbolSection>* result) {
  const uint64_t entry_bytes =
      gelf_getclass(elf) == ELFCLASS64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
  GElf_Shdr strings;
  if (gelf_getshdr(elf_getscn(elf, symbols.sh_link), &strings) == nullptr ||
      strings.sh_type != SHT_STRTAB) {
    return "a symbol table has no strings";
  }
  if (symbols.sh_entsize != entry_bytes || !fits(symbols.sh_offset, symbols.sh_size, file_bytes) ||
      !fits(strings.sh_offset, strings.sh_size, file_bytes) || strings.sh_size > kMaxStringBytes) {
    return "a symbol table does not fit into the file";
  }
  *result = {symbols.sh_offset, symbols.sh_size / entry_bytes, strings.sh_offset, strings.sh_size};
  return "";
}

void read_sections(Elf* elf, uint64_t file_bytes, ElfHeaders* headers) {
  for (Elf_Scn* section = elf_nextscn(elf, nullptr); section != nullptr;
       section = elf_nextscn(elf, section)) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr) {
      headers->problem = "its section table cannot be read";
      return;
    }
    const bool is_symtab = header.sh_type == SHT_SYMTAB;
    if (!is_symtab && header.sh_type != SHT_DYNSYM)
      continue;
    auto& table = is_symtab ? headers->symtab : headers->dynsym;
    if (table)
      continue;
    std::string problem = read_symbol_section(elf, header, file_bytes, &table);
    if (!problem.empty())
      headers->problem = std::move(problem);
  }
}

}  // namespace

ElfHeaders read_elf_headers(int fd, uint64_t file_bytes) {
  ElfHeaders headers;
  headers.problem = problem_of_file(fd, file_bytes, &headers.is_64_bit);
  if (!headers.problem.empty())
    return headers;

  elf_version(EV_CURRENT);
  // ELF_C_READ, not the mapping variants: see read_fully.h.
  const ElfHandle elf(elf_begin(fd, ELF_C_READ, nullptr));
  if (elf == nullptr || elf_kind(elf.get()) != ELF_K_ELF) {
    headers.problem = "its ELF header is broken";
    return headers;
  }
  GElf_Ehdr header;
  if (gelf_getehdr(elf.get(), &header) != nullptr)
    headers.entry = header.e_entry;
  read_segments(elf.get(), file_bytes, &headers);
  read_sections(elf.get(), file_bytes, &headers);
  return headers;
}

}  // namespace meshprof
