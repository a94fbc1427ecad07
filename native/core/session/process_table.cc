// SPDX-License-Identifier: Apache-2.0
#include "process_table.h"

#include <iterator>
#include <utility>

namespace meshprof {

void ProcessTable::see(uint32_t tgid, const mp_target& target) {
  const Key key{tgid, target.image};
  if (!images_.contains(key))
    open(key, target);
  if (target.exited != 0 && exited_.insert(tgid).second)
    new_exited_.push_back(tgid);
}

ProcessImage& ProcessTable::image(uint32_t tgid, uint32_t image) {
  const Key key{tgid, image};
  const auto found = images_.find(key);
  if (found != images_.end())
    return found->second;
  return open(key, lookup_(tgid).value_or(mp_target{}));
}

ProcessImage& ProcessTable::open(const Key& key, const mp_target& target) {
  ProcessImage image{next_id_++, key.first, nullptr};
  read_symbols(image, key.second, target);
  return images_.emplace(key, std::move(image)).first->second;
}

// The map of a later image would give false names, so the image is compared before and after
// reading.
void ProcessTable::read_symbols(ProcessImage& image, uint32_t number, const mp_target& target) {
  if (target.image == number) {
    std::shared_ptr<ProcessSymbols> symbols = ProcessSymbols::open(static_cast<pid_t>(image.tgid));
    const std::optional<mp_target> now = lookup_(image.tgid);
    if (symbols != nullptr && now && now->image == number) {
      image.symbols = std::move(symbols);
      return;
    }
  }
  // A forked child that is gone already, or has called exec, ran its parent's image at the same
  // addresses.
  if (number == 0 && target.parent != 0) {
    const auto parent = images_.find({target.parent, target.parent_image});
    image.is_borrowed = parent != images_.end();
    if (image.is_borrowed)
      image.symbols = parent->second.symbols;
  }
}

// Of the youngest image: what an older one mapped is past.
void ProcessTable::note_mapping(const MappingEvent& event) {
  const auto after = images_.upper_bound({event.tgid, UINT32_MAX});
  if (after == images_.begin())
    return;
  const auto& [key, image] = *std::prev(after);
  if (key.first == event.tgid && image.symbols != nullptr && !image.is_borrowed)
    image.symbols->note_mapping(event.mapping, event.at_ns);
}

std::vector<uint32_t> ProcessTable::take_exited() {
  return std::exchange(new_exited_, {});
}

std::vector<uint32_t> ProcessTable::forget(uint32_t tgid) {
  exited_.erase(tgid);
  std::vector<uint32_t> ids;
  const auto first = images_.lower_bound({tgid, 0});
  auto last = first;
  for (; last != images_.end() && last->first.first == tgid; ++last)
    ids.push_back(last->second.id);
  images_.erase(first, last);
  return ids;
}

std::set<std::string> ProcessTable::problems(uint32_t tgid) const {
  constexpr size_t kMaxProblems = 64;
  std::set<std::string> sentences;
  auto image = images_.lower_bound({tgid, 0});
  for (; image != images_.end() && image->first.first == tgid; ++image) {
    if (image->second.symbols == nullptr)
      continue;
    for (std::string& sentence : image->second.symbols->problems()) {
      if (sentences.size() < kMaxProblems)
        sentences.insert(std::move(sentence));
    }
  }
  return sentences;
}

void ProcessTable::begin_round() {
  for (auto& [key, image] : images_)
    image.refreshed = false;
}

}  // namespace meshprof
