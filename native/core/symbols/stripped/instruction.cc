// SPDX-License-Identifier: Apache-2.0
// Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, chapter 2
// (instruction format) and appendix A (opcode maps). What compilers do not write (AMD's XOP and
// SSE4a, APX) counts as no instruction: the caller then leaves the whole function alone.
#include "instruction.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace meshprof::stripped {
namespace {

constexpr size_t kMaxInstructionBytes = 15;

// What follows an opcode.
enum Form : uint8_t {
  kInvalid = 0,
  kPlain = 1,        // nothing
  kModrm = 2,        // flag: an operand byte and what it asks for
  kByte = 4,         // flag: 8-bit immediate
  kWord = 8,         // flag: 16-bit immediate
  kLong = 16,        // flag: 32-bit immediate, 16-bit with prefix 66
  kRelative8 = 32,   // flag: branch
  kRelative32 = 64,  // flag: branch
  kSpecial = 128,    // depends on more than the opcode
};

using Map = std::array<uint8_t, 256>;

constexpr void set(Map* map, int first, int last, int form) {
  for (int i = first; i <= last; i++)
    (*map)[static_cast<size_t>(i)] = static_cast<uint8_t>(form);
}

constexpr Map one_byte_map() {
  Map map = {};
  for (int row = 0; row < 0x40; row += 8) {  // arithmetic
    set(&map, row, row + 3, kModrm);
    set(&map, row + 4, row + 4, kPlain | kByte);
    set(&map, row + 5, row + 5, kPlain | kLong);
  }
  set(&map, 0x50, 0x5f, kPlain);
  set(&map, 0x63, 0x63, kModrm);
  set(&map, 0x68, 0x68, kPlain | kLong);
  set(&map, 0x69, 0x69, kModrm | kLong);
  set(&map, 0x6a, 0x6a, kPlain | kByte);
  set(&map, 0x6b, 0x6b, kModrm | kByte);
  set(&map, 0x6c, 0x6f, kPlain);
  set(&map, 0x70, 0x7f, kPlain | kRelative8);
  set(&map, 0x80, 0x80, kModrm | kByte);
  set(&map, 0x81, 0x81, kModrm | kLong);
  set(&map, 0x83, 0x83, kModrm | kByte);
  set(&map, 0x84, 0x8e, kModrm);
  set(&map, 0x8f, 0x8f, kSpecial);  // pop, or AMD's XOP
  set(&map, 0x90, 0x99, kPlain);
  set(&map, 0x9b, 0x9f, kPlain);
  set(&map, 0xa0, 0xa3, kSpecial);  // 64-bit address
  set(&map, 0xa4, 0xa7, kPlain);
  set(&map, 0xa8, 0xa8, kPlain | kByte);
  set(&map, 0xa9, 0xa9, kPlain | kLong);
  set(&map, 0xaa, 0xaf, kPlain);
  set(&map, 0xb0, 0xb7, kPlain | kByte);
  set(&map, 0xb8, 0xbf, kSpecial);  // 64-bit immediate with REX.W
  set(&map, 0xc0, 0xc1, kModrm | kByte);
  set(&map, 0xc2, 0xc2, kPlain | kWord);
  set(&map, 0xc3, 0xc3, kPlain);
  set(&map, 0xc6, 0xc6, kModrm | kByte);
  set(&map, 0xc7, 0xc7, kModrm | kLong);
  set(&map, 0xc8, 0xc8, kPlain | kWord | kByte);
  set(&map, 0xc9, 0xc9, kPlain);
  set(&map, 0xca, 0xca, kPlain | kWord);
  set(&map, 0xcb, 0xcc, kPlain);
  set(&map, 0xcd, 0xcd, kPlain | kByte);
  set(&map, 0xcf, 0xcf, kPlain);
  set(&map, 0xd0, 0xd3, kModrm);
  set(&map, 0xd7, 0xd7, kPlain);
  set(&map, 0xd8, 0xdf, kModrm);
  set(&map, 0xe0, 0xe3, kPlain | kRelative8);
  set(&map, 0xe4, 0xe7, kPlain | kByte);
  set(&map, 0xe8, 0xe9, kPlain | kRelative32);
  set(&map, 0xeb, 0xeb, kPlain | kRelative8);
  set(&map, 0xec, 0xef, kPlain);
  set(&map, 0xf1, 0xf1, kPlain);
  set(&map, 0xf4, 0xf5, kPlain);
  set(&map, 0xf6, 0xf7, kSpecial);  // `test` has an immediate, its neighbours have none
  set(&map, 0xf8, 0xfd, kPlain);
  set(&map, 0xfe, 0xff, kModrm);
  return map;
}

constexpr Map two_byte_map() {
  Map map = {};
  set(&map, 0x00, 0xff, kModrm);
  for (const int invalid : {0x04, 0x0a, 0x0c, 0x24, 0x25, 0x26, 0x27, 0x36, 0x39, 0x3b,
                            0x3c, 0x3d, 0x3e, 0x3f, 0x78, 0x79, 0x7a, 0x7b, 0xa6, 0xa7}) {
    set(&map, invalid, invalid, kInvalid);
  }
  for (const int plain :
       {0x05, 0x06, 0x07, 0x08, 0x09, 0x0b, 0x0e, 0x77, 0xa0, 0xa1, 0xa2, 0xa8, 0xa9, 0xaa}) {
    set(&map, plain, plain, kPlain);
  }
  set(&map, 0x0f, 0x0f, kModrm | kByte);
  set(&map, 0x30, 0x35, kPlain);
  set(&map, 0x37, 0x37, kPlain);
  set(&map, 0x70, 0x73, kModrm | kByte);
  set(&map, 0x80, 0x8f, kPlain | kRelative32);
  for (const int byte : {0xa4, 0xac, 0xba, 0xc2, 0xc4, 0xc5, 0xc6})
    set(&map, byte, byte, kModrm | kByte);
  set(&map, 0xc8, 0xcf, kPlain);
  return map;
}

constexpr Map kOneByte = one_byte_map();
constexpr Map kTwoBytes = two_byte_map();

struct Reader {
  std::span<const uint8_t> bytes;
  size_t at = 0;
  bool failed = false;

  uint8_t next() {
    if (at >= bytes.size()) {
      failed = true;
      return 0;
    }
    return bytes[at++];
  }
  int32_t next_long() {
    int32_t value = 0;
    if (bytes.size() - at < sizeof value) {
      failed = true;
      return 0;
    }
    memcpy(&value, bytes.data() + at, sizeof value);
    at += sizeof value;
    return value;
  }
  void skip(size_t size) {
    failed |= bytes.size() - at < size;
    at += failed ? 0 : size;
  }
};

struct Prefixes {
  bool operand_16 = false;  // 66
  bool address_32 = false;  // 67
  bool rex_w = false;
  uint8_t operand_bit = 0;  // REX.R and REX.B: bit 3 of a register's number
  uint8_t opcode_bit = 0;
};

struct Operand {
  uint8_t middle;  // the operand byte's middle field: a register, or more of the opcode
  uint8_t base;    // the other register
  bool is_register;
  bool is_base_and_displacement;  // memory at `base` plus a displacement, no index
};

// The operand byte with scale-index-base byte and displacement.
Operand read_operand(Reader* reader, Instruction* instruction) {
  const uint8_t byte = reader->next();
  const int mode = byte >> 6;
  Operand operand{static_cast<uint8_t>(byte >> 3 & 7), static_cast<uint8_t>(byte & 7), mode == 3,
                  false};
  if (operand.is_register)
    return operand;
  const bool has_index = operand.base == 4;
  if (has_index)
    operand.base = reader->next() & 7;
  operand.is_base_and_displacement = !has_index && mode != 0;
  if (mode == 0 && !has_index && operand.base == 5) {
    instruction->has_relative = true;
    instruction->relative = reader->next_long();
  } else if (mode == 2 || (mode == 0 && operand.base == 5)) {
    instruction->has_displacement = true;
    instruction->displacement = reader->next_long();
  } else if (mode == 1) {
    instruction->displacement = static_cast<int8_t>(reader->next());
  }
  return operand;
}

void read_immediates(Reader* reader, uint8_t form, const Prefixes& prefixes,
                     Instruction* instruction) {
  if ((form & kWord) != 0)
    reader->skip(2);
  if ((form & kByte) != 0)
    reader->skip(1);
  if ((form & kLong) != 0) {
    if (prefixes.operand_16 && !prefixes.rex_w) {
      reader->skip(2);
    } else {
      instruction->has_constant = true;
      instruction->constant = static_cast<uint32_t>(reader->next_long());
    }
  }
  if ((form & (kRelative8 | kRelative32)) != 0) {
    instruction->has_relative = true;
    instruction->relative =
        (form & kRelative8) != 0 ? static_cast<int8_t>(reader->next()) : reader->next_long();
  }
}

void read_special(Reader* reader, uint8_t opcode, const Prefixes& prefixes,
                  Instruction* instruction) {
  if (opcode >= 0xa0 && opcode <= 0xa3) {
    reader->skip(prefixes.address_32 ? 4 : 8);
  } else if (opcode >= 0xb8 && opcode <= 0xbf) {
    if (prefixes.rex_w)
      return reader->skip(8);
    read_immediates(reader, kLong, prefixes, instruction);
    instruction->kind = Instruction::kMoveConstant;
    instruction->destination = (opcode & 7) | prefixes.opcode_bit;
  } else {
    const int extension = read_operand(reader, instruction).middle;
    if (opcode == 0x8f)
      reader->failed |= extension != 0;
    else if (extension < 2)
      read_immediates(reader, opcode == 0xf6 ? kByte : kLong, prefixes, instruction);
  }
}

void read_form(Reader* reader, uint8_t form, const Prefixes& prefixes, Instruction* instruction) {
  reader->failed |= form == kInvalid;
  if ((form & kModrm) != 0)
    read_operand(reader, instruction);
  read_immediates(reader, form, prefixes, instruction);
}

// After the escape byte 0f.
void read_two_bytes(Reader* reader, const Prefixes& prefixes, Instruction* instruction) {
  const uint8_t opcode = reader->next();
  if (opcode == 0x38 || opcode == 0x3a) {
    reader->next();
    read_form(reader, opcode == 0x38 ? kModrm : kModrm | kByte, prefixes, instruction);
    return;
  }
  if (opcode == 0x6e && prefixes.rex_w) {  // movq
    const Operand operand = read_operand(reader, instruction);
    if (operand.is_register) {
      instruction->kind = Instruction::kStore;
      instruction->source = operand.base | prefixes.opcode_bit;
    }
    return;
  }
  read_form(reader, kTwoBytes[opcode], prefixes, instruction);
  if ((kTwoBytes[opcode] & kRelative32) != 0)
    instruction->kind = Instruction::kConditionalJump;
}

// After a VEX or EVEX prefix, whose field names the opcode map.
void read_vector(Reader* reader, int map, bool is_evex, Instruction* instruction) {
  const uint8_t opcode = reader->next();
  uint8_t form = kModrm;
  if (map == 3)
    form = kModrm | kByte;
  else if (map == 1 && opcode == 0x77 && !is_evex)
    form = kPlain;  // vzeroupper
  else if (map == 1)
    form = kTwoBytes[opcode] & kByte ? kModrm | kByte : kModrm;
  reader->failed |= map == 0 || map == 4 || map > (is_evex ? 6 : 3);
  read_form(reader, form, {}, instruction);
}

void read_vex2(Reader* reader, Instruction* instruction) {
  reader->next();
  read_vector(reader, 1, false, instruction);
}

void read_vex3(Reader* reader, Instruction* instruction) {
  const int map = reader->next() & 0x1f;
  reader->next();
  read_vector(reader, map, false, instruction);
}

void read_evex(Reader* reader, Instruction* instruction) {
  const int map = reader->next() & 0x07;
  reader->skip(2);
  read_vector(reader, map, true, instruction);
}

void read_load_address(Reader* reader, const Prefixes& prefixes, Instruction* instruction) {
  const Operand operand = read_operand(reader, instruction);
  instruction->destination = operand.middle | prefixes.operand_bit;
  if (instruction->has_relative) {
    instruction->kind = Instruction::kLoadAddress;
  } else if (operand.is_base_and_displacement) {
    instruction->kind = Instruction::kAddConstant;
    instruction->source = operand.base | prefixes.opcode_bit;
    instruction->added = instruction->displacement;
  }
}

void read_store(Reader* reader, const Prefixes& prefixes, Instruction* instruction) {
  constexpr uint8_t kStackPointer = 4, kFramePointer = 5;
  const Operand operand = read_operand(reader, instruction);
  const uint8_t base = operand.base | prefixes.opcode_bit;
  if (operand.is_register || !prefixes.rex_w || instruction->has_relative ||
      base == kStackPointer || base == kFramePointer)
    return;
  instruction->kind = Instruction::kStore;
  instruction->source = operand.middle | prefixes.operand_bit;
}

// An immediate of 8 bits, extended, or of 32.
void read_arithmetic(Reader* reader, uint8_t opcode, const Prefixes& prefixes,
                     Instruction* instruction) {
  constexpr int kAdd = 0, kSubtract = 5;
  const Operand operand = read_operand(reader, instruction);
  if (opcode == 0x83)
    instruction->added = static_cast<int8_t>(reader->next());
  else
    read_immediates(reader, kLong, prefixes, instruction);
  if (opcode == 0x81)
    instruction->added = static_cast<int32_t>(instruction->constant);
  if (!operand.is_register || (operand.middle != kAdd && operand.middle != kSubtract) ||
      instruction->added == INT32_MIN)
    return;
  instruction->kind = Instruction::kAddConstant;
  instruction->destination = instruction->source = operand.base | prefixes.opcode_bit;
  if (operand.middle == kSubtract)
    instruction->added = -instruction->added;
}

void read_opcode(Reader* reader, uint8_t opcode, const Prefixes& prefixes,
                 Instruction* instruction) {
  switch (opcode) {
  case 0x0f:
    return read_two_bytes(reader, prefixes, instruction);
  case 0xc4:
    return read_vex3(reader, instruction);
  case 0xc5:
    return read_vex2(reader, instruction);
  case 0x62:
    return read_evex(reader, instruction);
  case 0x6a:  // push
    instruction->kind = Instruction::kMoveConstant;
    instruction->has_constant = true;
    instruction->constant = static_cast<uint32_t>(int32_t{static_cast<int8_t>(reader->next())});
    return;
  case 0xff:
    if (read_operand(reader, instruction).middle == 2)
      instruction->kind = Instruction::kIndirectCall;
    return;
  case 0x8d:
    return read_load_address(reader, prefixes, instruction);
  case 0x89:
    return read_store(reader, prefixes, instruction);
  case 0x81:
  case 0x83:
    return read_arithmetic(reader, opcode, prefixes, instruction);
  default:
    break;
  }
  const uint8_t form = kOneByte[opcode];
  if (form == kSpecial)
    read_special(reader, opcode, prefixes, instruction);
  else
    read_form(reader, form, prefixes, instruction);
  if (opcode == 0xe8)
    instruction->kind = Instruction::kCall;
  else if (opcode == 0xe9 || opcode == 0xeb)
    instruction->kind = Instruction::kJump;
  else if ((form & kRelative8) != 0)
    instruction->kind = Instruction::kConditionalJump;
  else if (opcode == 0x68 || opcode == 0xc7)
    instruction->kind = Instruction::kMoveConstant;
}

}  // namespace

Instruction decode(std::span<const uint8_t> bytes) {
  Reader reader{bytes.first(std::min(bytes.size(), kMaxInstructionBytes))};
  Instruction instruction;
  Prefixes prefixes;
  uint8_t opcode = reader.next();
  for (;; opcode = reader.next()) {
    if (opcode == 0x66)
      prefixes.operand_16 = true;
    else if (opcode == 0x67)
      prefixes.address_32 = true;
    else if (opcode != 0xf2 && opcode != 0xf3 && opcode != 0xf0 && opcode != 0x2e &&
             opcode != 0x36 && opcode != 0x3e && opcode != 0x26 && opcode != 0x64 && opcode != 0x65)
      break;
  }
  if ((opcode & 0xf0) == 0x40) {
    prefixes.rex_w = (opcode & 0x08) != 0;
    prefixes.operand_bit = static_cast<uint8_t>((opcode & 0x04) << 1);
    prefixes.opcode_bit = static_cast<uint8_t>((opcode & 0x01) << 3);
    opcode = reader.next();
  }
  read_opcode(&reader, opcode, prefixes, &instruction);
  if (reader.failed)
    return Instruction();
  instruction.length = static_cast<uint8_t>(reader.at);
  return instruction;
}

}  // namespace meshprof::stripped
