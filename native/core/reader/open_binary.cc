// SPDX-License-Identifier: Apache-2.0
#include "open_binary.h"

#include <sys/stat.h>

#include <algorithm>

#include "sha256.h"
#include "symbols/debug/debug_link.h"
#include "symbols/display_name.h"
#include "symbols/read_fully.h"

namespace meshprof::reader {
namespace {

uint64_t size_of(int fd) {
  struct stat status{};
  return fstat(fd, &status) == 0 ? static_cast<uint64_t>(status.st_size) : 0;
}

ElfImage image_of(UniqueFd file) {
  const uint64_t bytes = size_of(file.get());
  return ElfImage(std::move(file), bytes);
}

}  // namespace

OpenBinary::OpenBinary(UniqueFd file)
    : image_(image_of(std::move(file))), decoder_(image_.fd(), image_.file_bytes()) {}

OpenBinary::Name OpenBinary::name(uint64_t address) {
  const std::optional<CodeRange> range = decoder_.function_at(address);
  Name result;
  result.start = range ? range->start : address;
  if (const auto function = image_.find(address)) {
    result.name = display_name(function->name);
    result.source = function->source;
    return result;
  }
  if (!index_)
    return result;
  if (const auto function = index_->find(address)) {
    result.name = display_name(function->name);
    result.file = display_name(function->file);
    result.source = function->source;
    result.start = std::min(function->start, address);
  }
  return result;
}

std::vector<CodeRange> OpenBinary::thread_entries() {
  return find_thread_entries(image_.fd(), image_.headers(), decoder_);
}

DecodedFunction OpenBinary::entered_interpreter(uint64_t return_address) {
  auto function = decoder_.entered_interpreter(return_address);
  if (!function)
    return {};
  return {DecodeStatus::kFound, std::move(*function)};
}

bool OpenBinary::attach(Attachment what, UniqueFd file) {
  if (what == Attachment::kIndex) {
    index_ = IndexFile::open(std::move(file));
    return index_.has_value();
  }
  attached_.push_back({what, std::move(file)});
  return true;
}

bool OpenBinary::build_index(int fd, std::string& problem) {
  IndexContent content = read_index_sources(image_, attached_);
  problem = std::move(content.problem);
  return write_index(fd, content.ranges);
}

std::string OpenBinary::debug_link() const {
  const auto layout = read_elf_layout(image_.fd(), image_.file_bytes());
  const auto link = layout ? read_debug_link(image_.fd(), *layout) : std::nullopt;
  return link ? link->name : "";
}

std::string OpenBinary::digest() const {
  Sha256 sum;
  std::string chunk(256 * 1024, '\0');
  uint64_t offset = 0;
  while (const size_t got = read_fully(image_.fd(), chunk.data(), chunk.size(), offset)) {
    sum.add(chunk.data(), got);
    offset += got;
  }
  const Sha256::Digest digest = sum.finish();
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace meshprof::reader
