// SPDX-License-Identifier: Apache-2.0
#include "binary.h"

namespace meshprof::reader {
namespace {

uint32_t next_handle = 1;

}  // namespace

Binary::Binary(UniqueFd file, std::string identity, std::string path)
    : file_(std::move(file)), identity_(std::move(identity)), path_(std::move(path)),
      handle_(next_handle++) {}

std::optional<uint64_t> Binary::address_of(uint64_t file_offset) const {
  for (const Segment& segment : executable_segments) {
    if (file_offset >= segment.offset && file_offset - segment.offset < segment.file_bytes)
      return file_offset - segment.offset + segment.address;
  }
  return std::nullopt;
}

void Binary::blame(Death death) {
  constexpr unsigned kBlameOfCrash = 3, kBlameOfKill = 1, kTooMuch = 6;
  blame_ += death == Death::kKilled ? kBlameOfKill : kBlameOfCrash;
  const bool is_limit = death == Death::kTooMuchTime || death == Death::kTooMuchMemory;
  if (is_limit || blame_ >= kTooMuch)
    give_up(death);
}

void Binary::give_up(Death death) {
  cause_of_loss_ = reader::cause_of_loss(death);
  add_problem(sentence_for(death));
}

void Binary::add_problem(const std::string& sentence) {
  if (problem.empty())
    problem = sentence;
}

}  // namespace meshprof::reader
