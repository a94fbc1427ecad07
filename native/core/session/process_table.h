// SPDX-License-Identifier: Apache-2.0
// Target processes as user space knows them: one entry for each image (a process gets a new one by
// exec), with the symbols of what it has mapped.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bpf/mapping_events.h"
#include "bpf/records.h"
#include "symbols/process_symbols.h"

namespace meshprof {

// `id` is stable for the session. `symbols` is null if the memory map could not be read in time:
// the process was gone, or had a new image already.
struct ProcessImage {
  uint32_t id;
  uint32_t tgid;
  std::shared_ptr<ProcessSymbols> symbols;
  bool is_borrowed = false;  // `symbols` are its parent's
  bool refreshed = false;    // since begin_round()
};

class ProcessTable {
 public:
  // What the kernel side knows of a target at this moment.
  using TargetLookup = std::function<std::optional<mp_target>(uint32_t tgid)>;

  explicit ProcessTable(TargetLookup lookup) : lookup_(std::move(lookup)) {}

  // Reads the memory map of an image not seen before. Called for each target at every drain, so
  // that names survive processes that end soon after.
  void see(uint32_t tgid, const mp_target& target);

  // The image a record belongs to.
  ProcessImage& image(uint32_t tgid, uint32_t image);

  // Something has been mapped. Of a process that is not known yet its memory map will tell.
  void note_mapping(const MappingEvent& event);

  // Processes that have ended since the last call.
  std::vector<uint32_t> take_exited();

  // All that have ended and are not forgotten.
  const std::set<uint32_t>& exited() const { return exited_; }
  // Drops a process whose last record has been seen. Returns the ids of its images.
  std::vector<uint32_t> forget(uint32_t tgid);

  // What is wrong with the binaries that the process has mapped: a sentence each, bounded.
  std::set<std::string> problems(uint32_t tgid) const;

  // Each image may be refreshed once in a round: an address of no mapping must not cost a read of
  // the map each time.
  void begin_round();

 private:
  using Key = std::pair<uint32_t, uint32_t>;  // tgid, image

  ProcessImage& open(const Key& key, const mp_target& target);
  void read_symbols(ProcessImage& image, uint32_t number, const mp_target& target);

  TargetLookup lookup_;
  std::map<Key, ProcessImage> images_;
  std::set<uint32_t> exited_;
  std::vector<uint32_t> new_exited_;
  uint32_t next_id_ = 0;
};

}  // namespace meshprof
